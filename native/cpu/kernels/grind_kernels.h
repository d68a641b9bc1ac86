// Grinding kernels of one instruction set: the search for a proof-of-work witness.
#pragma once

#include <cstdint>

#include "math/field_id.h"

namespace switchyard::cpu {

// In one field. Each tries the canonical witnesses first .. first + count, at most p, in Montgomery form at
// `position` of a sponge's state, and returns the smallest whose sampled word has no bit in common with
// `mask`, or first + count where there is none. Single-threaded.
struct GrindKernels {
  // The witness replaces state[position]; element rate - 1 of the permuted state is sampled, canonical.
  uint32_t (*p2_24_16)(const uint32_t* state, int position, uint32_t mask, uint32_t first, uint32_t count);
  uint32_t (*p2_16)(const uint32_t* state, int position, uint32_t mask, uint32_t first, uint32_t count);
  // The witness is added (xor) to 32-bit word `position` of the Keccak-256 block, 0 to 33, and the sampled
  // word is the last of the digest, its first byte the most significant. The state is padded already, unless
  // the witness fills the block: position 33 needs another block of padding.
  uint32_t (*keccak)(const uint64_t* state, int position, uint32_t mask, uint32_t first, uint32_t count);
};

namespace avx512 {
extern const GrindKernels kGrindKernels[kFields];
}
namespace avx2 {
extern const GrindKernels kGrindKernels[kFields];
}
namespace neon {
extern const GrindKernels kGrindKernels[kFields];
}
namespace scalar {
extern const GrindKernels kGrindKernels[kFields];
}

}  // namespace switchyard::cpu
