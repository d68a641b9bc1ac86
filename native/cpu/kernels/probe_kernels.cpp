#include "cpu/kernels/probe_kernels.h"

#include "cpu/lanes/packed.h"

namespace switchyard::cpu::SY_ISA {
namespace {

// Enough independent chains to hide the latency of any multiplier.
constexpr int kChains = 12;

template <class F>
uint32_t probe_multiply(uint64_t count) {
  using P = Packed<F>;
  P chains[kChains];
  for (int i = 0; i < kChains; ++i) chains[i] = P{U32::broadcast(F::kPrime / 2 - static_cast<uint32_t>(i))};
  const P factor{U32::broadcast(F::kPrime - 5)};
  for (uint64_t done = 0; done < count; done += kChains * P::kLanes)
    for (P& chain : chains) chain = chain * factor;
  uint32_t words[P::kLanes];
  uint32_t sum = 0;
  for (const P& chain : chains) {
    chain.store(words);
    sum ^= words[0];
  }
  return sum;
}

uint32_t probe_logic(uint64_t count) {
  U64 chains[kChains];
  for (int i = 0; i < kChains; ++i)
    chains[i] = U64::broadcast(0x9e3779b97f4a7c15u * static_cast<uint64_t>(i + 1));
  const U64 mask = U64::broadcast(0x0123456789abcdefu);
  for (uint64_t done = 0; done < count; done += 3 * kChains * U64::kLanes) {
    for (U64& chain : chains) {
      chain = xor3(chain, mask, rotate_left<7>(chain));
      chain = chi(chain, mask, chain);
    }
  }
  uint64_t words[U64::kLanes];
  uint64_t sum = 0;
  for (const U64& chain : chains) {
    chain.store(words);
    sum ^= words[0];
  }
  return static_cast<uint32_t>(sum ^ (sum >> 32));
}

}  // namespace

const ProbeKernels kProbeKernels{{probe_multiply<KoalaBear>, probe_multiply<BabyBear>}, probe_logic};

}  // namespace switchyard::cpu::SY_ISA
