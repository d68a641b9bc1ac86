// The Poseidon2 permutation of kLanes states at once, one state per lane.
//
// The same function as math/poseidon2.h, arranged for few vector instructions: products are reduced with
// signs and without corrections between them, round constants are stored minus p, and the internal layer
// leaves its elements anywhere below 2^32.
#pragma once

#include "cpu/kernels/hash_poseidon2_constants.h"
#include "cpu/kernels/hash_poseidon2_internal.h"
#include "cpu/lanes/packed.h"
#include "math/poseidon2.h"

namespace switchyard::cpu::SY_ISA {

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

// Permutes in place. Words in [0, p). Compiled once per field and width, in hash_poseidon2.cpp.
template <class F, int width>
__attribute__((noinline)) void permute_lanes(Packed<F> (&state)[width]);

}  // namespace switchyard::cpu::SY_ISA
