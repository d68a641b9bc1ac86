// The trace of Plonky3's VectorizedPoseidon2Air of width 16 (eight permutations a row) from the states that
// it permutes. The columns are those of math/trace_poseidon2.h.
#pragma once

#include "cpu/context.h"

namespace switchyard::cpu {

inline constexpr size_t kPoseidon2PermutationsPerRow = 8;

// Columns of the table: 1312 in KoalaBear, 2384 in BabyBear.
size_t poseidon2_trace_columns(FieldId field);

// states: 16 Montgomery words in [0, p) for each permutation. trace: permutations / 8 rows, row-major;
// permutation j goes to slot j mod 8 of row j / 8. `permutations` is a multiple of 8. No overlap.
[[nodiscard]] Status fill_poseidon2_trace(const Context& context, FieldId field, const uint32_t* states,
                                          size_t permutations, uint32_t* trace);

// The virtual machine's compressions over KoalaBear. records: kCompressionRecordWords Montgomery words for
// each row. trace: kCompressionColumns words a row. No overlap.
[[nodiscard]] Status fill_compression_trace(const Context& context, const uint32_t* records, size_t rows,
                                            uint32_t* trace);

}  // namespace switchyard::cpu
