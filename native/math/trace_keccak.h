// The columns of Plonky3's KeccakAir: one row is one round of Keccak-f[1600].
//
// A row is, in this order: a flag for each round; the export flag, 0 here; the permutation's input and the
// state A before the round as limbs; C = the column parities of A and C' = C after theta's xor as bits; A' =
// the state after theta as bits; A'' = the state after chi as limbs; lane 0 of A'' as bits and, after iota,
// as limbs. A lane has four limbs of 16 bits, least significant first; bits likewise. Lanes are numbered x +
// 5y.
#pragma once

#include <cstddef>

#include "element.h"
#include "keccak.h"

namespace switchyard {

inline constexpr int kKeccakAirColumns = 2633;
inline constexpr int kKeccakAirLimbs = 4;

// Emits the row of round `round` of the permutation of `input`, where `state` is the state before the round,
// and advances `state`. `row` takes the columns in their order:
//   row.flags(which)         kKeccakRounds columns, 1 at `which` and 0 elsewhere, then one column of 0
//   row.limbs(lanes, count)  kKeccakAirLimbs columns for each lane
//   row.bits(lanes, count)   64 columns for each lane
template <class Row>
SY_INLINE constexpr void keccak_air_row(const uint64_t (&input)[kKeccakLanes],
                                        uint64_t (&state)[kKeccakLanes], int round, Row& row) {
  row.flags(round);
  row.limbs(input, kKeccakLanes);
  row.limbs(state, kKeccakLanes);

  uint64_t c[5] = {}, c_prime[5] = {}, difference[5] = {};
  for (int x = 0; x < 5; ++x)
    c[x] = xor3(xor3(state[x], state[x + 5], state[x + 10]), state[x + 15], state[x + 20]);
  for (int x = 0; x < 5; ++x) {
    difference[x] = c[(x + 4) % 5] ^ rotate_left<1>(c[(x + 1) % 5]);
    c_prime[x] = c[x] ^ difference[x];
  }
  uint64_t a_prime[kKeccakLanes] = {};
  for (int i = 0; i < kKeccakLanes; ++i) a_prime[i] = state[i] ^ difference[i % 5];
  row.bits(c, 5);
  row.bits(c_prime, 5);
  row.bits(a_prime, kKeccakLanes);

  uint64_t b[kKeccakLanes] = {};
  keccak_rho_pi(a_prime, b, std::make_integer_sequence<int, kKeccakLanes>{});
  for (int y = 0; y < kKeccakLanes; y += 5)
    for (int x = 0; x < 5; ++x) state[y + x] = chi(b[y + x], b[y + (x + 1) % 5], b[y + (x + 2) % 5]);
  row.limbs(state, kKeccakLanes);
  row.bits(state, 1);
  state[0] ^= kKeccakRoundConstants[round];
  row.limbs(state, 1);
}

// Writes columns as Montgomery words, column c to words[c * stride].
template <class F>
class KeccakAirWords {
 public:
  SY_INLINE constexpr KeccakAirWords(uint32_t* words, size_t stride) : next_(words), stride_(stride) {}

  SY_INLINE constexpr void flags(int which) {
    for (int i = 0; i < kKeccakRounds; ++i) put(i == which ? kMontgomeryOne<F> : 0);
    put(0);
  }
  SY_INLINE constexpr void limbs(const uint64_t* lanes, int count) {
    for (int i = 0; i < count; ++i)
      for (int shift = 0; shift < 64; shift += 16)
        put(Element<F>::from_canonical(static_cast<uint32_t>(lanes[i] >> shift) & 0xffff).value);
  }
  SY_INLINE constexpr void bits(const uint64_t* lanes, int count) {
    for (int i = 0; i < count; ++i)
      for (int z = 0; z < 64; ++z) put((lanes[i] >> z) & 1 ? kMontgomeryOne<F> : 0);
  }

 private:
  SY_INLINE constexpr void put(uint32_t word) {
    *next_ = word;
    next_ += stride_;
  }

  uint32_t* next_;
  size_t stride_;
};

// One round to its row: column c goes to words[c * stride]. Advances `state` by the round.
template <class F>
SY_INLINE constexpr void keccak_air_fill(const uint64_t (&input)[kKeccakLanes],
                                         uint64_t (&state)[kKeccakLanes], int round, uint32_t* words,
                                         size_t stride) {
  KeccakAirWords<F> row(words, stride);
  keccak_air_row(input, state, round, row);
}

}  // namespace switchyard
