#include "cpu/isa.h"

#include <cstring>

namespace switchyard::cpu {
namespace {

constexpr const Kernels* kCompiled[] = {
#ifdef SY_HAVE_AVX512
    &avx512::kKernels,
#endif
#ifdef SY_HAVE_AVX2
    &avx2::kKernels,
#endif
#ifdef SY_HAVE_NEON
    &neon::kKernels,  // every aarch64 processor has it
#endif
    &scalar::kKernels,
};

bool has_avx512() {
#ifdef SY_HAVE_AVX512
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
#else
  return false;
#endif
}

bool has_avx2() {
#ifdef SY_HAVE_AVX2
  return __builtin_cpu_supports("avx2");
#else
  return false;
#endif
}

}  // namespace

IsaList compiled_isas() { return {kCompiled, kCompiled + sizeof(kCompiled) / sizeof(kCompiled[0])}; }

bool is_supported(const Kernels& kernels) {
  if (std::strcmp(kernels.name, "avx512") == 0) return has_avx512();
  if (std::strcmp(kernels.name, "avx2") == 0) return has_avx2();
  return true;
}

const Kernels* find_isa(const char* name) {
  const bool any = name == nullptr || *name == '\0';
  for (const Kernels* kernels : compiled_isas())
    if ((any || std::strcmp(name, kernels->name) == 0) && is_supported(*kernels)) return kernels;
  return nullptr;
}

}  // namespace switchyard::cpu
