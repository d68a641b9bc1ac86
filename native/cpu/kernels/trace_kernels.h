// Trace kernels of one instruction set: tables of the hash chips from the states that they permute.
#pragma once

#include <cstddef>
#include <cstdint>

#include "math/field_id.h"

namespace switchyard::cpu {

// In one field. Single-threaded; words are written past the caches, since a table is larger than they are.
struct TraceKernels {
  // blocks[i] = the block of the permutation of states[i], for i < count: 16 words to the columns of one slot
  // (math/trace_poseidon2.h). Blocks lie one after another, which makes rows of the table of eight.
  void (*poseidon2)(const uint32_t* states, size_t count, uint32_t* blocks);
  // rows[i] = row first + i of the table (math/trace_keccak.h), for i < count. Permutation k, of states[k]
  // (25 lanes of two words, low half first) where k < permutations and of zeros elsewhere, has the rows from
  // 24 k; `first` is a multiple of 24.
  void (*keccak)(const uint32_t* states, size_t permutations, size_t first, size_t count, uint32_t* rows);
};

namespace avx512 {
extern const TraceKernels kTraceKernels[kFields];
}
namespace avx2 {
extern const TraceKernels kTraceKernels[kFields];
}
namespace neon {
extern const TraceKernels kTraceKernels[kFields];
}
namespace scalar {
extern const TraceKernels kTraceKernels[kFields];
}

}  // namespace switchyard::cpu
