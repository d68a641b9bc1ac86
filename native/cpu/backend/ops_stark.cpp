#include <optional>
#include <vector>

#include "cpu/backend/op_checks.h"
#include "cpu/backend/op_reader.h"
#include "cpu/backend/ops.h"
#include "cpu/constraint_program.h"
#include "cpu/field_prime.h"
#include "cpu/grind.h"
#include "cpu/quotient.h"
#include "cpu/trace_keccak.h"
#include "cpu/trace_poseidon2.h"
#include "math/element.h"

namespace switchyard::cpu {
namespace {

// A matrix that the quotient reads: of the right field and width, and tall enough for the quotient domain.
std::shared_ptr<const Matrix> quotient_input(const OpEnvironment& environment, uint32_t handle, FieldId field,
                                             uint64_t columns, uint64_t rows, const char* argument) {
  auto matrix = environment.transaction.matrix(handle, argument);
  if (matrix->field != field) throw Fault(SY_ARGUMENT, argument, "it is of another field than the extension");
  if (matrix->columns != columns)
    throw Fault(SY_ARGUMENT, argument, "the program reads %llu columns, the matrix has %zu",
                static_cast<unsigned long long>(columns), matrix->columns);
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
  const uint32_t* words = trailing_words(op, degree + op.public_values + op.program_words + chunk_count,
                                         "quotient.program_words");
  const uint32_t* alpha = words;
  const uint32_t* public_values = alpha + degree;
  const uint32_t* program_words = public_values + op.public_values;
  const uint32_t* outputs = program_words + op.program_words;
  check_words(alpha, degree, field, "quotient.alpha");
  check_words(public_values, op.public_values, field, "quotient.public_values");
  if (op.log_rows + op.log_chunks > static_cast<uint32_t>(two_adicity_of(field)))
    throw Fault(SY_ARGUMENT, "quotient.log_rows", "the field has no subgroup of order 2^%u",
                op.log_rows + op.log_chunks);
  const size_t rows = size_t{1} << op.log_rows;

  QuotientArguments arguments{};
  const auto error = read_program(program_words, op.program_words, field, arguments.program);
  if (error) throw Fault(SY_ARGUMENT, "quotient.program", "%s", error->message.c_str());
  if (arguments.program.public_values != op.public_values)
    throw Fault(SY_ARGUMENT, "quotient.public_values", "the program takes %u, not %u",
                arguments.program.public_values, op.public_values);
  const auto main = quotient_input(environment, op.main, field, arguments.program.main_columns,
                                   rows << op.log_chunks, "quotient.main");
  std::shared_ptr<const Matrix> preprocessed;
  if (arguments.program.preprocessed_columns > 0) {
    preprocessed = quotient_input(environment, op.preprocessed, field, arguments.program.preprocessed_columns,
                                  rows << op.log_chunks, "quotient.preprocessed");
    arguments.preprocessed = preprocessed->view();
  }
  arguments.main = main->view();
  arguments.public_values = public_values;
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

void run_grind(const SyOpHeader& header, const OpEnvironment& environment) {
  const auto& op = read_op<SyGrind>(header, "grind");
  const auto problem = GrindProblem::read({reinterpret_cast<const uint32_t*>(&op + 1), op.header.words - 2});
  if (!problem) throw Fault(SY_ARGUMENT, "grind.problem", "the words are no problem that can be solved");
  std::optional<uint32_t> witness;
  check_status(grind(environment.context, *problem, witness), environment);
  if (!witness) throw Fault(SY_DEVICE, "", "no element of the field is a witness");
  const uint32_t word = problem->field == FieldId::kKoalaBear
                            ? Element<KoalaBear>::from_canonical(*witness).value
                            : Element<BabyBear>::from_canonical(*witness).value;
  environment.results.push_back(word);
}

void run_fill(const SyOpHeader& header, const OpEnvironment& environment) {
  const auto& op = read_op<SyFill>(header, "fill");
  if (op.table > SY_TABLE_KECCAK_F) throw Fault(SY_ARGUMENT, "fill.table", "there is no table %u", op.table);
  const bool is_keccak = op.table == SY_TABLE_KECCAK_F;
  const auto input = environment.transaction.matrix(op.input, "fill.input");
  const size_t state_words = is_keccak ? kKeccakTraceStateWords : 16;
  if (input->columns != state_words)
    throw Fault(SY_ARGUMENT, "fill.input", "a state has %zu words, the matrix has %zu columns", state_words,
                input->columns);
  if (!is_keccak && input->rows % kPoseidon2PermutationsPerRow != 0)
    throw Fault(SY_ARGUMENT, "fill.input", "a row of the trace takes %zu states, %zu are no multiple",
                kPoseidon2PermutationsPerRow, input->rows);
  const size_t rows = is_keccak ? keccak_trace_rows(input->rows) : input->rows / kPoseidon2PermutationsPerRow;
  const size_t columns = is_keccak ? kKeccakTraceColumns : poseidon2_trace_columns(input->field);
  const auto output = new_matrix(environment, input->field, rows, columns, "fill.output");
  check_status(is_keccak ? fill_keccak_trace(environment.context, input->field, input->words(), input->rows,
                                             rows, output->words())
                         : fill_poseidon2_trace(environment.context, input->field, input->words(),
                                                input->rows, output->words()),
               environment);
  environment.transaction.create(op.output, {output, nullptr}, "fill.output");
}

}  // namespace switchyard::cpu
