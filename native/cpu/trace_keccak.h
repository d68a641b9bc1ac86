// The trace of Plonky3's KeccakAir from the states that it permutes: 2633 columns, 24 rows a permutation. The
// columns are those of math/trace_keccak.h.
#pragma once

#include "cpu/context.h"

namespace switchyard::cpu {

inline constexpr size_t kKeccakTraceColumns = 2633;
inline constexpr size_t kKeccakTraceRowsPerPermutation = 24;
inline constexpr size_t kKeccakTraceStateWords = 50;

// The height of a table of so many permutations: the next power of two, at least 1.
size_t keccak_trace_rows(size_t permutations);

// states: 25 little-endian 64-bit lanes as 50 words for each permutation. trace: `rows` rows, row-major,
// Montgomery words. Rows beyond the permutations are those of permutations of the all-zero state; whatever
// lies beyond `rows` is cut off. No overlap.
[[nodiscard]] Status fill_keccak_trace(const Context& context, FieldId field, const uint32_t* states,
                                       size_t permutations, size_t rows, uint32_t* trace);

}  // namespace switchyard::cpu
