// The trace kernels that trace_poseidon2.cpp and trace_keccak.cpp define and trace_kernels.cpp lists. The
// struct TraceKernels says what each does.
#pragma once

#include "cpu/kernels/trace_kernels.h"
#include "math/prime_fields.h"

namespace switchyard::cpu::SY_ISA {

template <class F>
void trace_poseidon2(const uint32_t* states, size_t count, uint32_t* blocks);
template <class F>
void trace_keccak(const uint32_t* states, size_t permutations, size_t first, size_t count, uint32_t* rows);

extern template void trace_poseidon2<KoalaBear>(const uint32_t*, size_t, uint32_t*);
extern template void trace_poseidon2<BabyBear>(const uint32_t*, size_t, uint32_t*);
extern template void trace_keccak<KoalaBear>(const uint32_t*, size_t, size_t, size_t, uint32_t*);
extern template void trace_keccak<BabyBear>(const uint32_t*, size_t, size_t, size_t, uint32_t*);

}  // namespace switchyard::cpu::SY_ISA
