// Work of a known size in registers, which benches are held against. Sinks keep the compiler from leaving it
// out.
#pragma once

#include <cstdint>

#include "cuda/launch/atomics.h"
#include "math/element.h"
#include "math/keccak.h"

namespace switchyard::cuda {

// Independent chains of one thread, to hide the latency of any unit.
inline constexpr uint32_t kProbeChains = 8;

// Each index does `rounds` * kProbeChains field multiplications.
template <class F>
struct ProbeMultiply {
  static constexpr const char* kName = "probe_multiply";

  uint32_t rounds;
  uint32_t* sink;

  SY_GPU void operator()(uint64_t i) const {
    Element<F> chains[kProbeChains];
    for (uint32_t k = 0; k < kProbeChains; ++k)
      chains[k].value = F::kPrime / 2 - k - static_cast<uint32_t>(i % 1024);
    const Element<F> factor{F::kPrime - 5};
    for (uint32_t r = 0; r < rounds; ++r)
      for (uint32_t k = 0; k < kProbeChains; ++k) chains[k] = chains[k] * factor;
    uint32_t sum = 0;
    for (uint32_t k = 0; k < kProbeChains; ++k) sum ^= chains[k].value;
    // Never so, which the compiler cannot know.
    if (sum == 0xffffffffu) atomic_xor(sink, sum);
  }
};

// Each index does `rounds` * 3 * kProbeChains 64-bit logic operations, as Keccak-f does them.
struct ProbeLogic {
  static constexpr const char* kName = "probe_logic";

  uint32_t rounds;
  uint32_t* sink;

  SY_GPU void operator()(uint64_t i) const {
    uint64_t chains[kProbeChains];
    for (uint32_t k = 0; k < kProbeChains; ++k) chains[k] = 0x9e3779b97f4a7c15u * (i + k + 1);
    const uint64_t mask = 0x0123456789abcdefu;
    for (uint32_t r = 0; r < rounds; ++r) {
      for (uint32_t k = 0; k < kProbeChains; ++k) {
        chains[k] = xor3(chains[k], mask, rotate_left<7>(chains[k]));
        chains[k] = chi(chains[k], mask, chains[k]);
      }
    }
    uint64_t sum = 0;
    for (uint32_t k = 0; k < kProbeChains; ++k) sum ^= chains[k];
    if (sum == 0x5bd1e9955bd1e995u) atomic_xor(sink, static_cast<uint32_t>(sum));
  }
};

}  // namespace switchyard::cuda
