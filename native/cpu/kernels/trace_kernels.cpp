#include "cpu/kernels/trace_kernels.h"

#include "cpu/kernels/trace_parts.h"

namespace switchyard::cpu::SY_ISA {

constinit const TraceKernels kTraceKernels[kFields] = {
    {trace_poseidon2<KoalaBear>, trace_keccak<KoalaBear>},
    {trace_poseidon2<BabyBear>, trace_keccak<BabyBear>},
};

}  // namespace switchyard::cpu::SY_ISA
