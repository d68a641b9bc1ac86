#include "cpu/isa.h"
#include "cpu/lanes/lanes.h"

namespace switchyard::cpu::SY_ISA {

const Kernels kKernels{
    kIsaName,       kIsaDescription,  kFieldKernels,       kHashKernels,  &kKeccakKernels, kNttKernels,
    kLinearKernels, kQuotientKernels, kPermutationKernels, kTraceKernels, kGrindKernels,   &kProbeKernels,
};

}  // namespace switchyard::cpu::SY_ISA
