#include "cpu/kernels/field_kernels.h"

#include "cpu/lanes/packed.h"

namespace switchyard::cpu::SY_ISA {

const FieldKernels kFieldKernels[kFields] = {{}, {}};

}  // namespace switchyard::cpu::SY_ISA
