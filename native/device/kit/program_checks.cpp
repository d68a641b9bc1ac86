#include "device/kit/program_checks.h"

#include "device/kit/op_reader.h"
#include "math/field_prime.h"

namespace switchyard::device {
namespace {

ExtensionId known_extension(uint32_t extension, const char* argument) {
  if (extension > SY_KOALABEAR_5) throw Fault(SY_ARGUMENT, argument, "there is no extension %u", extension);
  return static_cast<ExtensionId>(extension);
}

// The program of an op that takes so many scalars.
ConstraintProgram op_program(const uint32_t* words, uint32_t count, ExtensionId extension, uint32_t scalars,
                             const char* argument, const char* scalars_argument) {
  ConstraintProgram program;
  const auto error = read_program(words, count, base_field(extension), program);
  if (error) throw Fault(SY_ARGUMENT, argument, "%s", error->message.c_str());
  if (program.coordinates > static_cast<uint32_t>(extension_degree(extension)))
    throw Fault(SY_ARGUMENT, argument, "coordinate %u is asserted, the extension has degree %d",
                program.coordinates - 1, extension_degree(extension));
  if (program.scalars != scalars)
    throw Fault(SY_ARGUMENT, scalars_argument, "the program takes %u, not %u", program.scalars, scalars);
  return program;
}

// A matrix that a program reads so many columns of.
void check_program_input(const MatrixShape& matrix, FieldId field, uint64_t columns, const char* argument) {
  if (matrix.field != field) throw Fault(SY_ARGUMENT, argument, "it is of another field than the extension");
  if (matrix.columns != columns)
    throw Fault(SY_ARGUMENT, argument, "the program reads %llu columns, the matrix has %zu",
                static_cast<unsigned long long>(columns), matrix.columns);
}

}  // namespace

QuotientPlan read_quotient(const SyOpHeader& header) {
  const auto& op = read_op<SyQuotient>(header, "quotient");
  const ExtensionId extension = known_extension(op.extension, "quotient.extension");
  const FieldId field = base_field(extension);
  const auto degree = static_cast<size_t>(extension_degree(extension));
  if (op.log_chunks > kMostLogChunks)
    throw Fault(SY_ARGUMENT, "quotient.log_chunks", "at most 2^%d chunks, not 2^%u", kMostLogChunks,
                op.log_chunks);
  const size_t chunks = size_t{1} << op.log_chunks;
  const uint32_t* alpha =
      trailing_words(op, degree + op.scalars + op.program_words + chunks, "quotient.program_words");
  const uint32_t* scalars = alpha + degree;
  const uint32_t* program_words = scalars + op.scalars;
  check_words(alpha, degree, field, "quotient.alpha");
  check_words(scalars, op.scalars, field, "quotient.scalars");
  const uint64_t log_domain = uint64_t{op.log_rows} + op.log_chunks;
  if (log_domain > static_cast<uint64_t>(two_adicity_of(field)))
    throw Fault(SY_ARGUMENT, "quotient.log_rows", "the field has no subgroup of order 2^%llu",
                static_cast<unsigned long long>(log_domain));
  const ConstraintProgram program = op_program(program_words, op.program_words, extension, op.scalars,
                                               "quotient.program", "quotient.scalars");
  return {op,     extension, field,   degree,  size_t{1} << op.log_rows,
          chunks, alpha,     scalars, program, program_words + op.program_words};
}

void check_quotient_input(const QuotientPlan& plan, const MatrixShape& input, uint32_t columns,
                          const char* argument) {
  check_program_input(input, plan.field, columns, argument);
  check_power_of_two(input.rows, argument);
  if (input.rows < plan.rows * plan.chunks)
    throw Fault(SY_ARGUMENT, argument, "the quotient domain has %zu points, the matrix %zu rows",
                plan.rows * plan.chunks, input.rows);
}

PermutationPlan read_permutation(const SyOpHeader& header) {
  const auto& op = read_op<SyPermutationColumns>(header, "permutation");
  const ExtensionId extension = known_extension(op.extension, "permutation.extension");
  const FieldId field = base_field(extension);
  const uint32_t* scalars =
      trailing_words(op, uint64_t{op.scalars} + op.program_words, "permutation.program_words");
  check_words(scalars, op.scalars, field, "permutation.scalars");
  const ConstraintProgram program = op_program(scalars + op.scalars, op.program_words, extension, op.scalars,
                                               "permutation.program", "permutation.scalars");
  if (program.permutation_columns > 0 || program.reads_selectors)
    throw Fault(SY_ARGUMENT, "permutation.program", "it reads permutation columns or selectors");
  if (program.constraints == 0 || program.constraints % 2 != 0)
    throw Fault(SY_ARGUMENT, "permutation.program",
                "%u values are no denominator and numerator for each of at least one lookup",
                program.constraints);
  return {
      op,      extension, field, static_cast<size_t>(extension_degree(extension)), program.constraints / 2,
      scalars, program};
}

void check_permutation_main(const PermutationPlan& plan, const MatrixShape& main) {
  check_program_input(main, plan.field, plan.program.main_columns, "permutation.main");
}

void check_permutation_preprocessed(const PermutationPlan& plan, const MatrixShape& main,
                                    const MatrixShape& preprocessed) {
  check_program_input(preprocessed, plan.field, plan.program.preprocessed_columns,
                      "permutation.preprocessed");
  if (preprocessed.rows != main.rows)
    throw Fault(SY_ARGUMENT, "permutation.preprocessed", "the main matrix has %zu rows, this one %zu",
                main.rows, preprocessed.rows);
}

void refuse_zero_denominator(uint64_t row, uint32_t lookup) {
  throw Fault(SY_ARGUMENT, "permutation.program", "the denominator of lookup %u is zero on row %llu", lookup,
              static_cast<unsigned long long>(row));
}

}  // namespace switchyard::device
