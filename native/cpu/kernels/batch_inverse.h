// Inversion of many base elements by Montgomery's trick, over packed lanes.
#pragma once

#include <cstddef>

#include "cpu/lanes/packed.h"

namespace switchyard::cpu::SY_ISA {

// Words inverted with one exponentiation. Its 41 dependent multiplications cost about as much as 40 vectors
// of the trick, so a block has 256 vectors of 16; the prefix products still fit L1.
inline constexpr size_t kInverseBlock = 4096;

// x^(p - 2), where p - 2 is `ones` one bits, a zero and a run of one bits whose length is a multiple of 3.
template <class F>
SY_INLINE Packed<F> fermat_inverse(Packed<F> x) {
  constexpr int low_ones = F::kTwoAdicity;
  constexpr int high_ones = 30 - low_ones;
  static_assert((F::kPrime - 2) == ((((1u << high_ones) - 1) << (low_ones + 1)) | ((1u << low_ones) - 1)));
  static_assert(low_ones % 3 == 0 && high_ones % 3 == 0);
  const Packed<F> x7 = square(square(x) * x) * x;
  Packed<F> r = x7;
  for (int i = 3; i < high_ones; i += 3) r = square(square(square(r))) * x7;
  r = square(r);
  for (int i = 0; i < low_ones; i += 3) r = square(square(square(r))) * x7;
  return r;
}

// out[i] = 1 / in[i], and 0 where in[i] = 0, for count <= kInverseBlock. `prefix` has kInverseBlock words of
// scratch; out may be in.
//
// Every lane of kChains vectors runs its own chain of products, so that a zero (taken as 1, and put back at
// the end) and the latency of the multiplication disturb nobody.
template <class F>
SY_INLINE void invert_block(const uint32_t* in, uint32_t* out, size_t count, uint32_t* prefix) {
  using P = Packed<F>;
  constexpr size_t kLanes = P::kLanes;
  constexpr size_t kChains = 4;
  const P one = P::broadcast(Element<F>::one());
  const U32 unit = U32::broadcast(1);
  const auto load = [&](size_t i) {
    return i + kLanes <= count ? P::load(in + i) : P::load_partial(in + i, static_cast<int>(count - i));
  };
  // 1 in place of 0: min(x, 1) - 1 is all ones for 0 alone.
  const auto nonzero = [&](P x) { return P{x.v + ((min(x.v, unit) - unit) & one.v)}; };

  P chain[kChains];
  for (P& c : chain) c = one;
  const size_t vectors = (count + kLanes - 1) / kLanes;
  const size_t rounds = (vectors + kChains - 1) / kChains;
  for (size_t s = 0; s < vectors; ++s) {
    P& c = chain[s % kChains];
    c.store(prefix + s * kLanes);
    c = c * nonzero(load(s * kLanes));
  }
  // One exponentiation for the four chains, by the same trick.
  const P c01 = chain[0] * chain[1];
  const P c23 = chain[2] * chain[3];
  const P all = fermat_inverse(c01 * c23);
  const P i01 = all * c23;
  const P i23 = all * c01;
  P inverse[kChains] = {i01 * chain[1], i01 * chain[0], i23 * chain[3], i23 * chain[2]};
  for (size_t round = rounds; round-- > 0;) {
    for (size_t j = 0; j < kChains; ++j) {
      const size_t s = round * kChains + j;
      if (s >= vectors) continue;
      const P x = load(s * kLanes);
      const P r = inverse[j] * P::load(prefix + s * kLanes);
      inverse[j] = inverse[j] * nonzero(x);
      const P cleared = {r.v & (U32::broadcast(0) - min(x.v, unit))};
      if (s * kLanes + kLanes <= count)
        cleared.store(out + s * kLanes);
      else
        cleared.store_partial(out + s * kLanes, static_cast<int>(count - s * kLanes));
    }
  }
}

}  // namespace switchyard::cpu::SY_ISA
