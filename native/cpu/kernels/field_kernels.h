// Element-wise kernels of one instruction set, over base elements and extension elements.
//
// All arrays are Montgomery words in [0, p) unless said otherwise. Outputs may be the same array as an input,
// but must not overlap it otherwise. `n` counts elements.
#pragma once

#include <cstddef>
#include <cstdint>

#include "math/extension_id.h"

namespace switchyard::cpu {

// Over interleaved elements of d words, c0 first. Sums and differences are those of the n * d words.
struct ExtensionKernels {
  void (*mul)(const uint32_t* a, const uint32_t* b, uint32_t* out, size_t n);
  void (*mul_add)(const uint32_t* a, const uint32_t* b, const uint32_t* c, uint32_t* out, size_t n);
  // Times one extension element, d words.
  void (*scale)(const uint32_t* a, const uint32_t* factor, uint32_t* out, size_t n);
  // 1/a[i], and 0 for 0.
  void (*invert)(const uint32_t* a, uint32_t* out, size_t n);
};

struct FieldKernels {
  void (*add)(const uint32_t* a, const uint32_t* b, uint32_t* out, size_t n);
  void (*sub)(const uint32_t* a, const uint32_t* b, uint32_t* out, size_t n);
  void (*mul)(const uint32_t* a, const uint32_t* b, uint32_t* out, size_t n);
  void (*mul_add)(const uint32_t* a, const uint32_t* b, const uint32_t* c, uint32_t* out, size_t n);
  void (*negate)(const uint32_t* a, uint32_t* out, size_t n);
  void (*scale)(const uint32_t* a, uint32_t factor, uint32_t* out, size_t n);
  // Any words, reduced, to Montgomery words.
  void (*to_montgomery)(const uint32_t* a, uint32_t* out, size_t n);
  void (*from_montgomery)(const uint32_t* a, uint32_t* out, size_t n);
  // The index of the first word that is p or more, n where there is none.
  size_t (*find_unreduced)(const uint32_t* a, size_t n);
  // 1/a[i], and 0 for 0.
  void (*invert)(const uint32_t* a, uint32_t* out, size_t n);
  ExtensionKernels extension[kExtensionDegrees];
};

namespace avx512 {
extern const FieldKernels kFieldKernels[kFields];
}  // namespace avx512
namespace avx2 {
extern const FieldKernels kFieldKernels[kFields];
}  // namespace avx2
namespace neon {
extern const FieldKernels kFieldKernels[kFields];
}  // namespace neon
namespace scalar {
extern const FieldKernels kFieldKernels[kFields];
}  // namespace scalar

}  // namespace switchyard::cpu
