#include "device/kit/fill_checks.h"

#include <bit>

#include "device/kit/op_reader.h"
#include "math/trace_keccak.h"
#include "math/trace_poseidon2.h"

namespace switchyard::device {

const SyFill& read_fill(const SyOpHeader& header) {
  const auto& op = read_op<SyFill>(header, "fill");
  if (op.table > SY_TABLE_KECCAK_F) throw Fault(SY_ARGUMENT, "fill.table", "there is no table %u", op.table);
  return op;
}

MatrixShape check_fill(const SyFill& op, const MatrixShape& input) {
  constexpr size_t kSlots = kPoseidon2AirSlots;
  const bool is_keccak = op.table == SY_TABLE_KECCAK_F;
  const size_t state_words = is_keccak ? 2 * kKeccakLanes : kPoseidon2AirWidth;
  if (input.columns != state_words)
    throw Fault(SY_ARGUMENT, "fill.input", "a state has %zu words, the matrix has %zu columns", state_words,
                input.columns);
  if (is_keccak) return {input.field, std::bit_ceil(input.rows * kKeccakRounds), size_t{kKeccakAirColumns}};
  if (input.rows % kSlots != 0)
    throw Fault(SY_ARGUMENT, "fill.input", "a row of the trace takes %zu states, %zu are no multiple", kSlots,
                input.rows);
  const int columns = input.field == FieldId::kKoalaBear ? Poseidon2Air<KoalaBear>::kColumns
                                                         : Poseidon2Air<BabyBear>::kColumns;
  return {input.field, input.rows / kSlots, static_cast<size_t>(columns)};
}

}  // namespace switchyard::device
