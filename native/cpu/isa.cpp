#include "cpu/isa.h"

#include <cstring>

namespace switchyard::cpu {
namespace {

Kernels join(const char* name, const char* description, const FieldKernels (&field)[kFields],
             const HashKernels (&hash)[kFields], const KeccakKernels& keccak, const NttKernels (&ntt)[kFields],
             const LinearKernels (&linear)[kFields], const ProbeKernels& probe,
             const QuotientKernels (&quotient)[kFields], const TraceKernels (&trace)[kFields],
             const GrindKernels (&grind)[kFields]) {
  return {name,   description,          {field[0], field[1]},   {hash[0], hash[1]},
          keccak, {ntt[0], ntt[1]}, {linear[0], linear[1]}, probe, {quotient[0], quotient[1]},
          {trace[0], trace[1]}, {grind[0], grind[1]}};
}

bool avx512_supported() {
#ifdef SY_HAVE_AVX512
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
#else
  return false;
#endif
}

bool avx2_supported() {
#ifdef SY_HAVE_AVX2
  return __builtin_cpu_supports("avx2");
#else
  return false;
#endif
}

struct Registry {
#ifdef SY_HAVE_AVX512
  const Kernels avx512 = join("avx512", "AVX-512 F, DQ, BW, VL", avx512::kFieldKernels, avx512::kHashKernels, avx512::kKeccakKernels, avx512::kNttKernels, avx512::kLinearKernels, avx512::kProbeKernels, avx512::kQuotientKernels, avx512::kTraceKernels, avx512::kGrindKernels);
#endif
#ifdef SY_HAVE_AVX2
  const Kernels avx2 = join("avx2", "AVX2", avx2::kFieldKernels, avx2::kHashKernels, avx2::kKeccakKernels, avx2::kNttKernels, avx2::kLinearKernels, avx2::kProbeKernels, avx2::kQuotientKernels, avx2::kTraceKernels, avx2::kGrindKernels);
#endif
  const Kernels scalar = join("scalar", "any processor", scalar::kFieldKernels, scalar::kHashKernels, scalar::kKeccakKernels, scalar::kNttKernels, scalar::kLinearKernels, scalar::kProbeKernels, scalar::kQuotientKernels, scalar::kTraceKernels, scalar::kGrindKernels);
  const Kernels* const all[1
#ifdef SY_HAVE_AVX2
                           + 1
#endif
#ifdef SY_HAVE_AVX512
                           + 1
#endif
  ] = {
#ifdef SY_HAVE_AVX512
      &avx512,
#endif
#ifdef SY_HAVE_AVX2
      &avx2,
#endif
      &scalar,
  };
};

const Registry& registry() {
  static const Registry instance;
  return instance;
}

}  // namespace

IsaList compiled_isas() {
  const Registry& r = registry();
  return {r.all, r.all + sizeof(r.all) / sizeof(r.all[0])};
}

bool is_supported(const Kernels& kernels) {
  if (std::strcmp(kernels.name, "avx512") == 0) return avx512_supported();
  if (std::strcmp(kernels.name, "avx2") == 0) return avx2_supported();
  return true;
}

const Kernels* find_isa(const char* name) {
  const bool any = name == nullptr || *name == '\0';
  for (const Kernels* kernels : compiled_isas())
    if ((any || std::strcmp(name, kernels->name) == 0) && is_supported(*kernels)) return kernels;
  return nullptr;
}

}  // namespace switchyard::cpu
