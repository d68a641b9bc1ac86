// Permutation kernels: run a program whose values are the denominators and numerators of a table's lookups,
// divide, and add up.
#pragma once

#include "cpu/kernels/program_kernels.h"
#include "math/extension_id.h"

namespace switchyard::cpu {

// The slots of the coordinates of a lookup's fraction, kNoSlot for those that are zero.
inline constexpr uint32_t kNoSlot = ~0u;
struct FractionSlots {
  uint32_t denominator[kMostDegree];
  uint32_t numerator[kMostDegree];
};

// What all threads share.
struct PermutationJob {
  ProgramJob program;
  const FractionSlots* fractions;  // one for each lookup
  uint32_t lookups;
  size_t rows;
  uint32_t* output;  // rows x d (1 + lookups): the accumulator, then the lookups' fractions
};

// Blocks of rows that are worked on at once: as many as fill one batch of inversions, but at least one.
inline constexpr size_t kInvertedTogether = 64;  // blocks of denominators
constexpr size_t permutation_range(uint32_t lookups) {
  return kProgramBlock * (lookups < kInvertedTogether ? kInvertedTogether / lookups : 1);
}

// Words that a range takes beside the slots: norms of denominators, prefix products, and the columns of the
// output.
constexpr size_t permutation_scratch(uint32_t lookups, size_t degree) {
  return 2 * kInvertedTogether * kProgramBlock + permutation_range(lookups) * degree * (1 + lookups);
}

inline constexpr size_t kNoZero = ~size_t{0};

struct PermutationKernels {
  // Fills `count` rows of the output from `first` on, count <= permutation_range(lookups), with an
  // accumulator that starts from zero, and writes the d words that it ends with to `total`. Returns the first
  // row * lookups + lookup whose denominator is zero, or kNoZero. `workspace` has the slots first, and from
  // `scratch` on permutation_scratch() words; it is aligned to 64 bytes and its contents do not matter.
  size_t (*accumulate[kExtensionDegrees])(const PermutationJob& job, size_t first, size_t count,
                                          uint32_t* workspace, size_t scratch, uint32_t* total);
};

namespace avx512 {
extern const PermutationKernels kPermutationKernels[kFields];
}  // namespace avx512
namespace avx2 {
extern const PermutationKernels kPermutationKernels[kFields];
}  // namespace avx2
namespace neon {
extern const PermutationKernels kPermutationKernels[kFields];
}  // namespace neon
namespace scalar {
extern const PermutationKernels kPermutationKernels[kFields];
}  // namespace scalar

}  // namespace switchyard::cpu
