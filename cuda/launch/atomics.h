// Atomic operations on device memory.
#pragma once

#include <cstdint>

#include "cuda/launch/attributes.h"

#if !defined(__CUDACC__)
#include <algorithm>
#endif

namespace switchyard::cuda {

// *target = min(*target, value).
SY_GPU void atomic_min(uint64_t* target, uint64_t value) {
#if defined(__CUDACC__)
  atomicMin(reinterpret_cast<unsigned long long*>(target), static_cast<unsigned long long>(value));
#else
  *target = std::min(*target, value);  // the emulation runs one thread at a time
#endif
}

// *target += value; gives what it was.
SY_GPU uint32_t atomic_add(uint32_t* target, uint32_t value) {
#if defined(__CUDACC__)
  return atomicAdd(target, value);
#else
  const uint32_t before = *target;
  *target += value;
  return before;
#endif
}

// What *target is now, whoever changes it.
SY_GPU uint64_t atomic_read(const uint64_t* target) {
#if defined(__CUDACC__)
  return *static_cast<const volatile uint64_t*>(target);
#else
  return *target;
#endif
}

// *target ^= value.
SY_GPU void atomic_xor(uint32_t* target, uint32_t value) {
#if defined(__CUDACC__)
  atomicXor(target, value);
#else
  *target ^= value;
#endif
}

}  // namespace switchyard::cuda
