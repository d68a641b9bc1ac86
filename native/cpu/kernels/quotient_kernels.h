// Quotient kernels: run a lowered constraint program over the low-degree extension, fold the constraints with
// powers of a challenge, and divide by the vanishing polynomial.
//
// A block is kProgramBlock consecutive rows of the extension, whose rows are in bit-reversed order.
#pragma once

#include "cpu/kernels/program_kernels.h"
#include "math/extension_id.h"

namespace switchyard::cpu {

// Rows whose points are inverted at once; at most kInverseBlock.
inline constexpr size_t kQuotientRange = 4096;

// The most cosets of H that the quotient domain has.
inline constexpr size_t kMostChunks = 16;

// What all threads share.
struct QuotientJob {
  ProgramJob program;
  uint32_t selector_slots;  // kSelectors of them
  bool selectors[3];        // which of them the program reads
  // Weights of the asserted values in the order of their assertion: for each group and each coefficient
  // kFoldGroup words, 0 for those that are not there.
  const uint32_t* weights;

  int log_rows;         // of the trace: n
  int log_chunks;       // the domain has n << log_chunks points, in the first rows of the matrices
  uint32_t last_point;  // h^-1
  // By chunk: the vanishing polynomial on it, its inverse, and where its n x d values go.
  uint32_t vanishing[kMostChunks];
  uint32_t inverse_vanishing[kMostChunks];
  uint32_t* chunks[kMostChunks];
};

// Consecutive rows, a power of two of them: at least kProgramBlock or the whole domain, and at most
// kQuotientRange. Row first + i has the point factor * points[i].
struct QuotientRange {
  size_t first;
  size_t count;
  const uint32_t* points;
  uint32_t factor;
};

struct QuotientKernels {
  // Evaluates a range. `workspace` has the slots first, and from `scratch` on kQuotientScratch words; it is
  // aligned to 64 bytes and its contents do not matter.
  void (*evaluate[kExtensionDegrees])(const QuotientJob& job, const QuotientRange& range, uint32_t* workspace,
                                      size_t scratch);
};

// Points and selectors of a range, prefix products, the sums of a block in two parts, and its values.
inline constexpr size_t kQuotientScratch =
    4 * kQuotientRange + 2 * 2 * kMostDegree * kProgramBlock + kMostDegree * kProgramBlock;

namespace avx512 {
extern const QuotientKernels kQuotientKernels[kFields];
}  // namespace avx512
namespace avx2 {
extern const QuotientKernels kQuotientKernels[kFields];
}  // namespace avx2
namespace neon {
extern const QuotientKernels kQuotientKernels[kFields];
}  // namespace neon
namespace scalar {
extern const QuotientKernels kQuotientKernels[kFields];
}  // namespace scalar

}  // namespace switchyard::cpu
