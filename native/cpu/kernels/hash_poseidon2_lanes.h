// The Poseidon2 permutation of kLanes states at once, one state per lane.
//
// The same function as math/poseidon2.h, arranged for few vector instructions: products are reduced with
// signs and without corrections between them, round constants are stored minus p, and the internal layer
// leaves its elements anywhere below 2^32.
#pragma once

#include "cpu/kernels/hash_poseidon2_internal.h"
#include "cpu/lanes/packed.h"
#include "math/poseidon2.h"

namespace switchyard::cpu::SY_ISA {

// Round constants minus p, so that adding one to an element in [0, p) gives a signed word in [-p, p).
template <class F, int width>
struct NegativeConstants {
  static constexpr int kPartialRounds = Poseidon2Constants<F, width>::kPartialRounds;
  uint32_t initial[kPoseidon2HalfFullRounds][width];
  uint32_t partial[kPartialRounds];
  uint32_t final[kPoseidon2HalfFullRounds][width];

  constexpr NegativeConstants() : initial{}, partial{}, final{} {
    const auto& source = kPoseidon2RoundConstants<F, width>;
    for (int r = 0; r < kPoseidon2HalfFullRounds; ++r) {
      for (int i = 0; i < width; ++i) {
        initial[r][i] = source.initial[r][i].value - F::kPrime;
        final[r][i] = source.final[r][i].value - F::kPrime;
      }
    }
    for (int r = 0; r < kPartialRounds; ++r) partial[r] = source.partial[r].value - F::kPrime;
  }
};
template <class F, int width>
inline constexpr NegativeConstants<F, width> kNegativeConstants{};

// (x + constant)^d in [0, p), for x in [0, p) and a constant minus p. All factors are in [-p, p].
template <class F>
SY_INLINE U32 add_and_sbox(U32 x, uint32_t constant) {
  const Modulus modulus = Packed<F>::modulus();
  const Factor base = widen(x + U32::broadcast(constant));
  const Factor square = to_factor(multiply_signed(base, base, modulus));
  Product top = multiply_signed(square, base, modulus);
  if constexpr (F::kSboxDegree == 7) {
    const Factor fourth = to_factor(multiply_signed(square, square, modulus));
    top = multiply_signed(to_factor(top), fourth, modulus);
  }
  return add_prime<F>(to_words(top));
}

template <class F, int width>
SY_INLINE void full_rounds(Packed<F> (&s)[width],
                           const uint32_t (&constants)[kPoseidon2HalfFullRounds][width]) {
  for (int r = 0; r < kPoseidon2HalfFullRounds; ++r) {
#pragma GCC unroll 24
    for (int i = 0; i < width; ++i) s[i].v = add_and_sbox<F>(s[i].v, constants[r][i]);
    poseidon2_external_layer<width>(s);
  }
}

// Permutes in place; one copy of the code per field and width. Words in [0, p).
template <class F, int width>
__attribute__((noinline)) void permute_lanes(Packed<F> (&state)[width]) {
  const auto& constants = kNegativeConstants<F, width>;
  Packed<F> s[width];
#pragma GCC unroll 24
  for (int i = 0; i < width; ++i) s[i] = state[i];
  poseidon2_external_layer<width>(s);
  full_rounds<F, width>(s, constants.initial);
  for (int r = 0; r < constants.kPartialRounds; ++r) {
    s[0].v = add_and_sbox<F>(s[0].v, constants.partial[r]);
    internal_layer<F, width>(s);
  }
#pragma GCC unroll 24
  for (int i = 1; i < width; ++i) s[i].v = reduce_word<F>(s[i].v);
  full_rounds<F, width>(s, constants.final);
#pragma GCC unroll 24
  for (int i = 0; i < width; ++i) state[i] = s[i];
}

}  // namespace switchyard::cpu::SY_ISA
