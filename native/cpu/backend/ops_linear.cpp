#include "cpu/backend/op_checks.h"
#include "cpu/backend/ops.h"
#include "cpu/linear.h"
#include "cpu/opening.h"
#include "device/kit/opening_checks.h"

namespace switchyard::cpu {

void run_evaluate(const SyOpHeader& header, const OpEnvironment& environment) {
  const SyEvaluate& op = device::read_evaluate(header);
  const auto matrix = environment.transaction.matrix(op.input, "evaluate.input");
  const device::EvaluatePlan plan = device::check_evaluate(op, *matrix);

  const Coset coset{plan.log_rows, op.shift,
                    op.order == SY_NATURAL ? RowOrder::kNatural : RowOrder::kBitReversed};
  const auto degree = static_cast<size_t>(extension_degree(plan.extension));
  const size_t at = environment.results.size();
  environment.results.resize(at + op.points * matrix->columns * degree);
  check_status(barycentric_evaluate(environment.context, plan.extension, coset,
                                    {matrix->words(), op.rows, matrix->columns}, plan.points,
                                    static_cast<int>(op.points), nullptr, environment.results.data() + at),
               environment);
}

void run_combine(const SyOpHeader& header, const OpEnvironment& environment) {
  const SyCombine& op = device::read_combine(header);
  const auto input = environment.transaction.matrix(op.input, "combine.input");
  const device::CombinePlan plan = device::check_combine(op, *input);
  const auto output = new_matrix(environment, input->field, input->rows,
                                 static_cast<uint64_t>(extension_degree(plan.extension)), "combine.output");
  check_status(combine_columns(environment.context, plan.extension, input->view(), plan.weights, false,
                               output->words()),
               environment);
  environment.transaction.create(op.output, {output, nullptr}, "combine.output");
}

}  // namespace switchyard::cpu
