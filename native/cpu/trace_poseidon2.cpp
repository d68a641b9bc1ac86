#include "cpu/trace_poseidon2.h"

#include "cpu/ranges.h"
#include "math/trace_poseidon2.h"

namespace switchyard::cpu {
namespace {

// Permutations of one task: whole groups of lanes of every instruction set, some ten microseconds.
constexpr size_t kTaskPermutations = 256;

}  // namespace

size_t poseidon2_trace_columns(FieldId field) {
  return static_cast<size_t>(field == FieldId::kKoalaBear ? Poseidon2Air<KoalaBear>::kColumns
                                                          : Poseidon2Air<BabyBear>::kColumns);
}

Status fill_poseidon2_trace(const Context& context, FieldId field, const uint32_t* states,
                            size_t permutations, uint32_t* trace) {
  const size_t block = poseidon2_trace_columns(field) / kPoseidon2PermutationsPerRow;
  return parallel_ranges(context, permutations, kTaskPermutations, [&](size_t begin, size_t end) {
    context.trace(field).poseidon2(states + begin * kPoseidon2AirWidth, end - begin, trace + begin * block);
  });
}

Status fill_compression_trace(const Context& context, const uint32_t* records, size_t rows, uint32_t* trace) {
  return parallel_ranges(context, rows, kTaskPermutations, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const uint32_t* const record = records + i * kCompressionRecordWords;
      uint32_t* const row = trace + i * kCompressionColumns;
      poseidon2_air_fill<KoalaBear>(record, row, 1);
      row[kCompressionColumns - 1] = record[kPoseidon2AirWidth];
    }
  });
}

}  // namespace switchyard::cpu
