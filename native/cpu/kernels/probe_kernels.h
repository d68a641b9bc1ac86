// Work of a known size in registers, which benches are held against.
#pragma once

#include <cstdint>

#include "math/field_id.h"

namespace switchyard::cpu {

struct ProbeKernels {
  // At least `count` independent field multiplications, full products of [0, p) inputs. Returns a word that
  // depends on all of them.
  uint32_t (*multiply[kFields])(uint64_t count);
  // At least `count` 64-bit logic operations as Keccak-f does them: xor of three, chi, rotation.
  uint32_t (*logic)(uint64_t count);
};

namespace avx512 {
extern const ProbeKernels kProbeKernels;
}  // namespace avx512
namespace avx2 {
extern const ProbeKernels kProbeKernels;
}  // namespace avx2
namespace neon {
extern const ProbeKernels kProbeKernels;
}  // namespace neon
namespace scalar {
extern const ProbeKernels kProbeKernels;
}  // namespace scalar

}  // namespace switchyard::cpu
