#include <optional>

#include "cpu/backend/op_checks.h"
#include "cpu/backend/ops.h"
#include "cpu/grind.h"
#include "cpu/trace_keccak.h"
#include "cpu/trace_poseidon2.h"

namespace switchyard::cpu {
void run_grind(const SyOpHeader& header, const OpEnvironment& environment) {
  const GrindProblem problem = device::read_grind(header);
  std::optional<uint32_t> witness;
  check_status(grind(environment.context, problem, witness), environment);
  environment.results.push_back(device::grind_result(problem, witness));
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
