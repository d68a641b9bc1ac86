// Keccak-f[1600] (FIPS 202) over any 64-bit word type W.
//
// W is uint64_t here and a packed lane type of native/cpu there; it provides
//   xor3(a, b, c) = a ^ b ^ c,  chi(a, b, c) = a ^ (~b & c),  rotate_left<k>(a) for 0 < k < 64,  a ^ b,
//   W::broadcast(uint64_t)
// where uint64_t gets them from this file. Lanes are numbered x + 5y.
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include "attributes.h"

namespace switchyard {

inline constexpr int kKeccakLanes = 25;
inline constexpr int kKeccakRounds = 24;

// Round constants of the iota step, FIPS 202 section 3.2.5.
SY_TABLE uint64_t kKeccakRoundConstants[kKeccakRounds] = {
    0x0000000000000001u, 0x0000000000008082u, 0x800000000000808au, 0x8000000080008000u, 0x000000000000808bu,
    0x0000000080000001u, 0x8000000080008081u, 0x8000000000008009u, 0x000000000000008au, 0x0000000000000088u,
    0x0000000080008009u, 0x000000008000000au, 0x000000008000808bu, 0x800000000000008bu, 0x8000000000008089u,
    0x8000000000008003u, 0x8000000000008002u, 0x8000000000000080u, 0x000000000000800au, 0x800000008000000au,
    0x8000000080008081u, 0x8000000000008080u, 0x0000000080000001u, 0x8000000080008008u,
};

// Rotation offsets of the rho step, indexed x + 5y, FIPS 202 section 3.2.2.
inline constexpr int kKeccakRotations[kKeccakLanes] = {
    0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14,
};

SY_INLINE constexpr uint64_t xor3(uint64_t a, uint64_t b, uint64_t c) { return a ^ b ^ c; }
SY_INLINE constexpr uint64_t chi(uint64_t a, uint64_t b, uint64_t c) { return a ^ (~b & c); }
template <int k>
SY_INLINE constexpr uint64_t rotate_left(uint64_t a) {
  static_assert(k > 0 && k < 64);
  return (a << k) | (a >> (64 - k));
}
template <class W>
SY_INLINE constexpr W keccak_broadcast(uint64_t x) {
  if constexpr (std::is_same_v<W, uint64_t>)
    return x;
  else
    return W::broadcast(x);
}

// theta: to the lanes of a column come the parities of the columns beside it. With three inputs to an
// instruction, both could be added to a lane at once; but ten words beside the state are more than registers.
template <class W, int... i>
SY_INLINE constexpr void keccak_theta(W (&a)[kKeccakLanes], std::integer_sequence<int, i...>) {
  W c[5] = {}, d[5] = {};
  for (int x = 0; x < 5; ++x) c[x] = xor3(xor3(a[x], a[x + 5], a[x + 10]), a[x + 15], a[x + 20]);
  for (int x = 0; x < 5; ++x) d[x] = c[(x + 4) % 5] ^ rotate_left<1>(c[(x + 1) % 5]);
  ((a[i] = a[i] ^ d[i % 5]), ...);
}

template <int k, class W>
SY_INLINE constexpr W keccak_rotated(W a) {
  if constexpr (k == 0)
    return a;
  else
    return rotate_left<k>(a);
}

// rho and pi: lane i goes to its place in b.
template <class W, int... i>
SY_INLINE constexpr void keccak_rho_pi(const W (&a)[kKeccakLanes], W (&b)[kKeccakLanes],
                                       std::integer_sequence<int, i...>) {
  ((b[(i / 5) + 5 * ((2 * (i % 5) + 3 * (i / 5)) % 5)] = keccak_rotated<kKeccakRotations[i]>(a[i])), ...);
}

template <class W>
SY_INLINE constexpr void keccak_round(W (&a)[kKeccakLanes], uint64_t round_constant) {
  constexpr auto lanes = std::make_integer_sequence<int, kKeccakLanes>{};
  keccak_theta(a, lanes);
  W b[kKeccakLanes] = {};
  keccak_rho_pi(a, b, lanes);
  for (int y = 0; y < kKeccakLanes; y += 5)
    for (int x = 0; x < 5; ++x) a[y + x] = chi(b[y + x], b[y + (x + 1) % 5], b[y + (x + 2) % 5]);
  a[0] = a[0] ^ keccak_broadcast<W>(round_constant);
}

// Permutes the state in place.
template <class W>
SY_INLINE constexpr void keccak_f(W (&a)[kKeccakLanes]) {
  for (int r = 0; r < kKeccakRounds; ++r) keccak_round(a, kKeccakRoundConstants[r]);
}

}  // namespace switchyard
