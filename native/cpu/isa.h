// The instruction sets that the kernels are compiled for, and the choice among them.
#pragma once

#include "cpu/kernels/field_kernels.h"
#include "cpu/kernels/grind_kernels.h"
#include "cpu/kernels/hash_kernels.h"
#include "cpu/kernels/linear_kernels.h"
#include "cpu/kernels/ntt_kernels.h"
#include "cpu/kernels/permutation_kernels.h"
#include "cpu/kernels/probe_kernels.h"
#include "cpu/kernels/quotient_kernels.h"
#include "cpu/kernels/trace_kernels.h"
#include "math/field_id.h"

namespace switchyard::cpu {

// All kernels of one instruction set.
struct Kernels {
  const char* name;         // as in SWITCHYARD_CPU
  const char* description;  // the processor features that it needs
  // One entry a field, except for what is the same in all.
  const FieldKernels* field;
  const HashKernels* hash;
  const KeccakKernels* keccak;
  const NttKernels* ntt;
  const LinearKernels* linear;
  const QuotientKernels* quotient;
  const PermutationKernels* permutation;
  const TraceKernels* trace;
  const GrindKernels* grind;
  const ProbeKernels* probe;
};

namespace avx512 {
extern const Kernels kKernels;
}  // namespace avx512
namespace avx2 {
extern const Kernels kKernels;
}  // namespace avx2
namespace neon {
extern const Kernels kKernels;
}  // namespace neon
namespace scalar {
extern const Kernels kKernels;
}  // namespace scalar

// Every instruction set that was compiled in, best first; the last is "scalar", which runs anywhere.
struct IsaList {
  const Kernels* const* begin_;
  const Kernels* const* end_;
  const Kernels* const* begin() const { return begin_; }
  const Kernels* const* end() const { return end_; }
};
IsaList compiled_isas();

// Whether this processor, and the operating system, can run it.
bool is_supported(const Kernels& kernels);

// By name, or the best supported one for nullptr and "". Null where the name is unknown or this machine lacks
// it.
const Kernels* find_isa(const char* name);

}  // namespace switchyard::cpu
