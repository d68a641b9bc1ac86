#include "cpu/isa.h"

#include <cstring>

namespace switchyard::cpu {
namespace {

#define SY_KERNELS(isa, description)                                                            \
  {                                                                                             \
#isa, description,                                                                          \
        {isa::kFieldKernels[0], isa::kFieldKernels[1] },                                        \
                            {isa::kHashKernels[0], isa::kHashKernels[1] }, isa::kKeccakKernels, \
                                               {isa::kNttKernels[0], isa::kNttKernels[1] }, {   \
      isa::kLinearKernels[0], isa::kLinearKernels[1]                                            \
    }                                                                                           \
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
  const Kernels avx512 = SY_KERNELS(avx512, "AVX-512 F, DQ, BW, VL");
#endif
#ifdef SY_HAVE_AVX2
  const Kernels avx2 = SY_KERNELS(avx2, "AVX2");
#endif
  const Kernels scalar = SY_KERNELS(scalar, "any processor");
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
