#include <cstring>
#include <vector>

#include "cpu/backend/op_checks.h"
#include "cpu/backend/ops.h"
#include "cpu/field_ops.h"
#include "cpu/linear.h"
#include "cpu/opening.h"
#include "device/kit/opening_checks.h"
#include "math/element_powers.h"

namespace switchyard::cpu {
namespace {

// Working memory of an op. Throws Fault(SY_MEMORY) where it does not fit.
Buffer work_buffer(const OpEnvironment& environment, size_t words) {
  Buffer buffer = Buffer::allocate(environment.context.memory, words);
  if (!buffer) check_status(Status::kOutOfMemory, environment);
  return buffer;
}

}  // namespace

void run_deep(const SyOpHeader& header, const OpEnvironment& environment) {
  const device::DeepPlan plan = device::read_deep(header, [&](uint32_t handle) -> device::MatrixShape {
    return *environment.transaction.matrix(handle, "deep.terms");
  });
  const SyDeep& op = plan.op;
  const size_t degree = static_cast<size_t>(extension_degree(plan.extension));
  const Context& context = environment.context;

  const auto output = new_matrix(environment, plan.field, op.rows, degree, "deep.output");
  std::memset(output->words(), 0, output->word_count() * sizeof(uint32_t));
  const Coset coset{plan.log_rows, op.shift, RowOrder::kBitReversed};
  std::vector<Buffer> inverses;
  for (uint32_t i = 0; i < op.points; ++i) {
    inverses.push_back(work_buffer(environment, op.rows * degree));
    check_status(
        inverse_differences(context, plan.extension, coset, plan.points + i * degree, inverses[i].data()),
        environment);
  }
  const std::vector<uint32_t> weights = element_powers(plan.extension, plan.alpha, plan.widest);
  Buffer combined = work_buffer(environment, op.rows * degree);
  for (const device::DeepTerm& term : plan.terms) {
    const auto matrix = environment.transaction.matrix(term.matrix, "deep.terms");
    check_status(
        combine_columns(context, plan.extension, matrix->view(), weights.data(), false, combined.data()),
        environment);
    for (const device::DeepUse& use : term.uses)
      check_status(accumulate_quotients(context, plan.extension, use.value, use.scale, combined.data(),
                                        inverses[use.point].data(), op.rows, output->words()),
                   environment);
  }
  environment.transaction.create(op.output, {output, nullptr}, "deep.output");
}

void run_fold(const SyOpHeader& header, const OpEnvironment& environment) {
  const SyFold& op = device::read_fold(header);
  const auto input = environment.transaction.matrix(op.input, "fold.input");
  const device::FoldPlan plan = device::check_fold(op, *input);
  const size_t degree = input->columns;
  const Context& context = environment.context;
  const size_t rows = input->rows >> plan.log_arity;
  const auto output = new_matrix(environment, input->field, rows, degree, "fold.output");
  check_status(fri_fold(context, plan.extension, input->words(), plan.log_rows, plan.log_arity, plan.beta,
                        output->words()),
               environment);
  if (op.addend != SY_NO_HANDLE) {
    const auto addend = environment.transaction.matrix(op.addend, "fold.addend");
    device::check_addend(*addend, *output);
    const std::vector<uint32_t> powers =
        element_powers(plan.extension, plan.beta, (size_t{1} << plan.log_arity) + 1);
    Buffer scaled = work_buffer(environment, rows * degree);
    check_status(extension_scale(context, plan.extension, addend->words(),
                                 powers.data() + (degree << plan.log_arity), scaled.data(), rows),
                 environment);
    check_status(
        field_add(context, input->field, output->words(), scaled.data(), output->words(), rows * degree),
        environment);
  }
  environment.transaction.create(op.output, {output, nullptr}, "fold.output");
}

}  // namespace switchyard::cpu
