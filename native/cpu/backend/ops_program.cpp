#include <vector>

#include "cpu/backend/op_checks.h"
#include "cpu/backend/ops.h"
#include "cpu/permutation.h"
#include "cpu/quotient.h"
#include "device/kit/constraint_program.h"
#include "math/field_prime.h"

namespace switchyard::cpu {
namespace {

// The program of an op that takes so many scalars.
ConstraintProgram op_program(const uint32_t* words, uint32_t count, ExtensionId extension, uint32_t scalars,
                             const char* argument, const char* scalars_argument) {
  ConstraintProgram program;
  const auto error = device::read_program(words, count, base_field(extension), program);
  if (error) throw Fault(SY_ARGUMENT, argument, "%s", error->message.c_str());
  if (program.coordinates > static_cast<uint32_t>(extension_degree(extension)))
    throw Fault(SY_ARGUMENT, argument, "coordinate %u is asserted, the extension has degree %d",
                program.coordinates - 1, extension_degree(extension));
  if (program.scalars != scalars)
    throw Fault(SY_ARGUMENT, scalars_argument, "the program takes %u, not %u", program.scalars, scalars);
  return program;
}

// A matrix that a program reads so many columns of.
std::shared_ptr<const Matrix> program_input(const OpEnvironment& environment, uint32_t handle, FieldId field,
                                            uint64_t columns, const char* argument) {
  auto matrix = environment.transaction.matrix(handle, argument);
  if (matrix->field != field) throw Fault(SY_ARGUMENT, argument, "it is of another field than the extension");
  if (matrix->columns != columns)
    throw Fault(SY_ARGUMENT, argument, "the program reads %llu columns, the matrix has %zu",
                static_cast<unsigned long long>(columns), matrix->columns);
  return matrix;
}

// The same for the quotient: tall enough for its domain.
std::shared_ptr<const Matrix> quotient_input(const OpEnvironment& environment, uint32_t handle, FieldId field,
                                             uint64_t columns, uint64_t rows, const char* argument) {
  auto matrix = program_input(environment, handle, field, columns, argument);
  check_power_of_two(matrix->rows, argument);
  if (matrix->rows < rows)
    throw Fault(SY_ARGUMENT, argument, "the quotient domain has %llu points, the matrix %zu rows",
                static_cast<unsigned long long>(rows), matrix->rows);
  return matrix;
}

}  // namespace

void run_quotient(const SyOpHeader& header, const OpEnvironment& environment) {
  const auto& op = read_op<SyQuotient>(header, "quotient");
  if (op.extension > SY_KOALABEAR_5)
    throw Fault(SY_ARGUMENT, "quotient.extension", "there is no extension %u", op.extension);
  const auto extension = static_cast<ExtensionId>(op.extension);
  const FieldId field = base_field(extension);
  const auto degree = static_cast<uint64_t>(extension_degree(extension));
  if (op.log_chunks > kMostLogChunks)
    throw Fault(SY_ARGUMENT, "quotient.log_chunks", "at most 2^%d chunks, not 2^%u", kMostLogChunks,
                op.log_chunks);
  const uint64_t chunk_count = uint64_t{1} << op.log_chunks;
  const uint32_t* words =
      trailing_words(op, degree + op.scalars + op.program_words + chunk_count, "quotient.program_words");
  const uint32_t* alpha = words;
  const uint32_t* scalars = alpha + degree;
  const uint32_t* program_words = scalars + op.scalars;
  const uint32_t* outputs = program_words + op.program_words;
  check_words(alpha, degree, field, "quotient.alpha");
  check_words(scalars, op.scalars, field, "quotient.scalars");
  const uint64_t log_domain = uint64_t{op.log_rows} + op.log_chunks;
  if (log_domain > static_cast<uint64_t>(two_adicity_of(field)))
    throw Fault(SY_ARGUMENT, "quotient.log_rows", "the field has no subgroup of order 2^%llu",
                static_cast<unsigned long long>(log_domain));
  const size_t rows = size_t{1} << op.log_rows;

  QuotientArguments arguments{};
  arguments.program = op_program(program_words, op.program_words, extension, op.scalars, "quotient.program",
                                 "quotient.scalars");
  const auto input = [&](uint32_t handle, uint32_t columns, const char* argument, MatrixView& view) {
    auto matrix = quotient_input(environment, handle, field, columns, rows << op.log_chunks, argument);
    view = matrix->view();
    return matrix;
  };
  const auto main = input(op.main, arguments.program.main_columns, "quotient.main", arguments.main);
  std::shared_ptr<const Matrix> preprocessed, permutation;
  if (arguments.program.preprocessed_columns > 0)
    preprocessed = input(op.preprocessed, arguments.program.preprocessed_columns, "quotient.preprocessed",
                         arguments.preprocessed);
  if (arguments.program.permutation_columns > 0)
    permutation = input(op.permutation, arguments.program.permutation_columns, "quotient.permutation",
                        arguments.permutation);
  arguments.scalars = scalars;
  arguments.alpha = alpha;
  arguments.log_rows = static_cast<int>(op.log_rows);
  arguments.log_chunks = static_cast<int>(op.log_chunks);

  std::vector<std::shared_ptr<Matrix>> chunks;
  std::vector<uint32_t*> chunk_words;
  for (uint64_t k = 0; k < chunk_count; ++k) {
    chunks.push_back(new_matrix(environment, field, rows, degree, "quotient.output"));
    chunk_words.push_back(chunks.back()->words());
  }
  check_status(quotient(environment.context, extension, arguments, chunk_words.data()), environment);
  for (uint64_t k = 0; k < chunk_count; ++k)
    environment.transaction.create(outputs[k], {chunks[k], nullptr}, "quotient.output");
}

void run_permutation(const SyOpHeader& header, const OpEnvironment& environment) {
  const auto& op = read_op<SyPermutationColumns>(header, "permutation");
  if (op.extension > SY_KOALABEAR_5)
    throw Fault(SY_ARGUMENT, "permutation.extension", "there is no extension %u", op.extension);
  const auto extension = static_cast<ExtensionId>(op.extension);
  const FieldId field = base_field(extension);
  const uint32_t* scalars =
      trailing_words(op, uint64_t{op.scalars} + op.program_words, "permutation.program_words");
  check_words(scalars, op.scalars, field, "permutation.scalars");

  PermutationArguments arguments{};
  const ConstraintProgram& program = arguments.program =
      op_program(scalars + op.scalars, op.program_words, extension, op.scalars, "permutation.program",
                 "permutation.scalars");
  if (program.permutation_columns > 0 || program.reads_selectors)
    throw Fault(SY_ARGUMENT, "permutation.program", "it reads permutation columns or selectors");
  if (program.constraints == 0 || program.constraints % 2 != 0)
    throw Fault(SY_ARGUMENT, "permutation.program",
                "%u values are no denominator and numerator for each of at least one lookup",
                program.constraints);
  const auto main = program_input(environment, op.main, field, program.main_columns, "permutation.main");
  std::shared_ptr<const Matrix> preprocessed;
  if (program.preprocessed_columns > 0) {
    preprocessed = program_input(environment, op.preprocessed, field, program.preprocessed_columns,
                                 "permutation.preprocessed");
    if (preprocessed->rows != main->rows)
      throw Fault(SY_ARGUMENT, "permutation.preprocessed", "the main matrix has %zu rows, this one %zu",
                  main->rows, preprocessed->rows);
    arguments.preprocessed = preprocessed->view();
  }
  arguments.main = main->view();
  arguments.scalars = scalars;

  const auto degree = static_cast<uint64_t>(extension_degree(extension));
  const auto output = new_matrix(environment, field, main->rows,
                                 degree * (1 + uint64_t{program.constraints / 2}), "permutation.output");
  uint32_t terminal[kMostDegree];
  ZeroDenominator zero{};
  const Status status =
      permutation(environment.context, extension, arguments, output->words(), terminal, zero);
  if (status == Status::kZeroDenominator)
    throw Fault(SY_ARGUMENT, "permutation.program", "the denominator of lookup %u is zero on row %zu",
                zero.lookup, zero.row);
  check_status(status, environment);
  environment.results.insert(environment.results.end(), terminal, terminal + degree);
  environment.transaction.create(op.output, {output, nullptr}, "permutation.output");
}

}  // namespace switchyard::cpu
