// Dot products, column combinations and evaluation kernels of one instruction set.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu/field_id.h"

namespace switchyard::cpu {

struct LinearKernels {};

namespace avx512 {
extern const LinearKernels kLinearKernels[kFields];
}  // namespace avx512
namespace avx2 {
extern const LinearKernels kLinearKernels[kFields];
}  // namespace avx2
namespace scalar {
extern const LinearKernels kLinearKernels[kFields];
}  // namespace scalar

}  // namespace switchyard::cpu
