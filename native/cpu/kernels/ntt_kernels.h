// Number-theoretic transform kernels of one instruction set.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu/field_id.h"

namespace switchyard::cpu {

struct NttKernels {};

namespace avx512 {
extern const NttKernels kNttKernels[kFields];
}  // namespace avx512
namespace avx2 {
extern const NttKernels kNttKernels[kFields];
}  // namespace avx2
namespace scalar {
extern const NttKernels kNttKernels[kFields];
}  // namespace scalar

}  // namespace switchyard::cpu
