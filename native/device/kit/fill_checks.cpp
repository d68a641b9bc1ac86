#include "device/kit/fill_checks.h"

#include <bit>

#include "device/kit/op_reader.h"
#include "math/trace_keccak.h"
#include "math/trace_poseidon2.h"

namespace switchyard::device {

const SyFill& read_fill(const SyOpHeader& header) {
  const auto& op = read_op<SyFill>(header, "fill");
  if (op.table > SY_TABLE_COMPRESSION)
    throw Fault(SY_ARGUMENT, "fill.table", "there is no table %u", op.table);
  return op;
}

namespace {

size_t record_words(uint32_t table) {
  switch (table) {
    case SY_TABLE_KECCAK_F:
      return 2 * kKeccakLanes;
    case SY_TABLE_COMPRESSION:
      return kCompressionRecordWords;
    default:
      return kPoseidon2AirWidth;
  }
}

}  // namespace

MatrixShape check_fill(const SyFill& op, const MatrixShape& input) {
  constexpr size_t kSlots = kPoseidon2AirSlots;
  const size_t words = record_words(op.table);
  if (input.columns != words)
    throw Fault(SY_ARGUMENT, "fill.input", "a state has %zu words, the matrix has %zu columns", words,
                input.columns);
  if (op.table == SY_TABLE_KECCAK_F)
    return {input.field, std::bit_ceil(input.rows * kKeccakRounds), size_t{kKeccakAirColumns}};
  if (op.table == SY_TABLE_COMPRESSION) {
    if (input.field != FieldId::kKoalaBear)
      throw Fault(SY_ARGUMENT, "fill.input", "compressions are over KoalaBear");
    return {input.field, input.rows, size_t{kCompressionColumns}};
  }
  if (input.rows % kSlots != 0)
    throw Fault(SY_ARGUMENT, "fill.input", "a row of the trace takes %zu states, %zu are no multiple", kSlots,
                input.rows);
  const int columns = input.field == FieldId::kKoalaBear ? Poseidon2Air<KoalaBear>::kColumns
                                                         : Poseidon2Air<BabyBear>::kColumns;
  return {input.field, input.rows / kSlots, static_cast<size_t>(columns)};
}

}  // namespace switchyard::device
