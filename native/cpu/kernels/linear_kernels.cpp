#include "cpu/kernels/linear_kernels.h"

#include "cpu/lanes/packed.h"

namespace switchyard::cpu::SY_ISA {

const LinearKernels kLinearKernels[kFields] = {{}, {}};

}  // namespace switchyard::cpu::SY_ISA
