#include "cpu/kernels/ntt_kernels.h"

#include "cpu/lanes/packed.h"

namespace switchyard::cpu::SY_ISA {

const NttKernels kNttKernels[kFields] = {{}, {}};

}  // namespace switchyard::cpu::SY_ISA
