// Hash kernels of one instruction set.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu/field_id.h"

namespace switchyard::cpu {

struct HashKernels {};

struct KeccakKernels {};

namespace avx512 {
extern const HashKernels kHashKernels[kFields];
extern const KeccakKernels kKeccakKernels;
}  // namespace avx512
namespace avx2 {
extern const HashKernels kHashKernels[kFields];
extern const KeccakKernels kKeccakKernels;
}  // namespace avx2
namespace scalar {
extern const HashKernels kHashKernels[kFields];
extern const KeccakKernels kKeccakKernels;
}  // namespace scalar

}  // namespace switchyard::cpu
