#include "cpu/kernels/hash_kernels.h"

#include "cpu/lanes/packed.h"

namespace switchyard::cpu::SY_ISA {

const HashKernels kHashKernels[kFields] = {{}, {}};
const KeccakKernels kKeccakKernels{};

}  // namespace switchyard::cpu::SY_ISA
