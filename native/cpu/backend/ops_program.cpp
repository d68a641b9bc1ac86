#include <vector>

#include "cpu/backend/op_checks.h"
#include "cpu/backend/ops.h"
#include "cpu/permutation.h"
#include "cpu/quotient.h"
#include "device/kit/program_checks.h"

namespace switchyard::cpu {

void run_quotient(const SyOpHeader& header, const OpEnvironment& environment) {
  const device::QuotientPlan plan = device::read_quotient(header);
  const ConstraintProgram& program = plan.program;
  const auto input = [&](uint32_t handle, uint32_t columns, const char* argument, MatrixView& view) {
    auto matrix = environment.transaction.matrix(handle, argument);
    device::check_quotient_input(plan, *matrix, columns, argument);
    view = matrix->view();
    return matrix;
  };
  QuotientArguments arguments{};
  const auto main = input(plan.op.main, program.main_columns, "quotient.main", arguments.main);
  std::shared_ptr<const Matrix> preprocessed, permutation;
  if (program.preprocessed_columns > 0)
    preprocessed = input(plan.op.preprocessed, program.preprocessed_columns, "quotient.preprocessed",
                         arguments.preprocessed);
  if (program.permutation_columns > 0)
    permutation = input(plan.op.permutation, program.permutation_columns, "quotient.permutation",
                        arguments.permutation);
  arguments.program = program;
  arguments.scalars = plan.scalars;
  arguments.alpha = plan.alpha;
  arguments.log_rows = static_cast<int>(plan.op.log_rows);
  arguments.log_chunks = static_cast<int>(plan.op.log_chunks);

  std::vector<std::shared_ptr<Matrix>> chunks;
  std::vector<uint32_t*> chunk_words;
  for (size_t k = 0; k < plan.chunks; ++k) {
    chunks.push_back(new_matrix(environment, plan.field, plan.rows, plan.degree, "quotient.output"));
    chunk_words.push_back(chunks.back()->words());
  }
  check_status(quotient(environment.context, plan.extension, arguments, chunk_words.data()), environment);
  for (size_t k = 0; k < plan.chunks; ++k)
    environment.transaction.create(plan.outputs[k], {chunks[k], nullptr}, "quotient.output");
}

void run_permutation(const SyOpHeader& header, const OpEnvironment& environment) {
  const device::PermutationPlan plan = device::read_permutation(header);
  const auto main = environment.transaction.matrix(plan.op.main, "permutation.main");
  device::check_permutation_main(plan, *main);
  PermutationArguments arguments{};
  std::shared_ptr<const Matrix> preprocessed;
  if (plan.program.preprocessed_columns > 0) {
    preprocessed = environment.transaction.matrix(plan.op.preprocessed, "permutation.preprocessed");
    device::check_permutation_preprocessed(plan, *main, *preprocessed);
    arguments.preprocessed = preprocessed->view();
  }
  arguments.main = main->view();
  arguments.program = plan.program;
  arguments.scalars = plan.scalars;

  const auto output =
      new_matrix(environment, plan.field, main->rows, plan.degree * (1 + plan.lookups), "permutation.output");
  uint32_t terminal[kMostDegree];
  ZeroDenominator zero{};
  const Status status =
      permutation(environment.context, plan.extension, arguments, output->words(), terminal, zero);
  if (status == Status::kZeroDenominator) device::refuse_zero_denominator(zero.row, zero.lookup);
  check_status(status, environment);
  environment.results.insert(environment.results.end(), terminal, terminal + plan.degree);
  environment.transaction.create(plan.op.output, {output, nullptr}, "permutation.output");
}

}  // namespace switchyard::cpu
