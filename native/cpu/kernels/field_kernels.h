// Element-wise field kernels of one instruction set.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu/field_id.h"

namespace switchyard::cpu {

struct FieldKernels {};

namespace avx512 {
extern const FieldKernels kFieldKernels[kFields];
}  // namespace avx512
namespace avx2 {
extern const FieldKernels kFieldKernels[kFields];
}  // namespace avx2
namespace scalar {
extern const FieldKernels kFieldKernels[kFields];
}  // namespace scalar

}  // namespace switchyard::cpu
