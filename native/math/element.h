// One field element in Montgomery form, and the operations that every lane type offers under the same names.
//
// The algorithms of this folder are templates over an element type E. E is Element<F> here, and a packed lane
// type of native/cpu there; both provide
//   + - *, unary -, twice, halve, square, cube, div_2exp<k>, E::broadcast(Element<F>), E::Field.
// Unless a function says otherwise, inputs and outputs are in [0, p).
#pragma once

#include <cstdint>

#include "attributes.h"
#include "prime_fields.h"

namespace switchyard {

SY_INLINE constexpr uint32_t lesser(uint32_t a, uint32_t b) { return a < b ? a : b; }

// (a + b) mod p and (a - b) mod p, in [0, p), for a and b in [0, p).
//
// On a card as the lesser of two words, of which one is out of range: two instructions on sm_90, where a
// comparison and a choice make it three.
template <class F>
SY_INLINE constexpr uint32_t add_words(uint32_t a, uint32_t b) {
  const uint32_t sum = a + b;  // below 2p < 2^32
#if defined(__CUDA_ARCH__)
  return lesser(sum, sum - F::kPrime);
#else
  return sum >= F::kPrime ? sum - F::kPrime : sum;
#endif
}
template <class F>
SY_INLINE constexpr uint32_t subtract_words(uint32_t a, uint32_t b) {
#if defined(__CUDA_ARCH__)
  return lesser(a - b, a - b + F::kPrime);
#else
  return a >= b ? a - b : a - b + F::kPrime;
#endif
}

// x * 2^-32 mod p, in [0, p). Requires x < 2^32 * p.
// Source: P. Montgomery 1985, in the subtracting form that needs p^-1 rather than -p^-1.
template <class F>
SY_INLINE constexpr uint32_t montgomery_reduce(uint64_t x) {
  const uint32_t q = static_cast<uint32_t>(x) * F::kPrimeInverse;
  const uint32_t high = static_cast<uint32_t>(x >> 32);
  const uint32_t cancelled = static_cast<uint32_t>((uint64_t{q} * F::kPrime) >> 32);
  return subtract_words<F>(high, cancelled);
}

template <class F>
struct Element {
  using Field = F;

  uint32_t value;  // Montgomery form, in [0, p)

  // Any 32-bit integer, reduced.
  static SY_INLINE constexpr Element from_canonical(uint32_t x) {
    return {montgomery_reduce<F>(uint64_t{x} * kMontgomeryR2<F>)};
  }
  static SY_INLINE constexpr Element from_montgomery(uint32_t x) { return {x}; }
  static SY_INLINE constexpr Element broadcast(Element x) { return x; }
  static SY_INLINE constexpr Element zero() { return {0}; }
  static SY_INLINE constexpr Element one() { return {kMontgomeryOne<F>}; }

  // The canonical integer in [0, p).
  SY_INLINE constexpr uint32_t canonical() const { return montgomery_reduce<F>(value); }

  friend SY_INLINE constexpr Element operator+(Element a, Element b) {
    return {add_words<F>(a.value, b.value)};
  }
  friend SY_INLINE constexpr Element operator-(Element a, Element b) {
    return {subtract_words<F>(a.value, b.value)};
  }
  friend SY_INLINE constexpr Element operator*(Element a, Element b) {
    return {montgomery_reduce<F>(uint64_t{a.value} * b.value)};
  }
  SY_INLINE constexpr Element operator-() const { return {value == 0 ? 0 : F::kPrime - value}; }
  friend SY_INLINE constexpr bool operator==(Element a, Element b) { return a.value == b.value; }
  friend SY_INLINE constexpr bool operator!=(Element a, Element b) { return a.value != b.value; }
};

template <class F>
SY_INLINE constexpr Element<F> twice(Element<F> x) {
  return x + x;
}

// x / 2: an odd value is made even by adding p first; the sum is below 2^32.
template <class F>
SY_INLINE constexpr Element<F> halve(Element<F> x) {
  return {(x.value + (x.value & 1 ? F::kPrime : 0)) >> 1};
}

template <class F>
SY_INLINE constexpr Element<F> square(Element<F> x) {
  return x * x;
}

template <class F>
SY_INLINE constexpr Element<F> cube(Element<F> x) {
  return x * x * x;
}

// x * 2^-k for 0 < k <= 32: one Montgomery reduction of x * 2^(32-k).
template <int k, class F>
SY_INLINE constexpr Element<F> div_2exp(Element<F> x) {
  static_assert(k > 0 && k <= 32, "x * 2^(32-k) must stay below 2^32 * p");
  return {montgomery_reduce<F>(uint64_t{x.value} << (32 - k))};
}

// base^exponent by squaring, most significant bit last.
template <class E>
SY_INLINE constexpr E power(E base, uint64_t exponent, E one) {
  E result = one;
  for (; exponent != 0; exponent >>= 1) {
    if (exponent & 1) result = result * base;
    base = base * base;
  }
  return result;
}

template <class F>
SY_INLINE constexpr Element<F> power(Element<F> base, uint64_t exponent) {
  return power(base, exponent, Element<F>::one());
}

// 1/x by Fermat's little theorem; 0 for x = 0, which callers must exclude where it matters.
template <class F>
SY_INLINE constexpr Element<F> inverse(Element<F> x) {
  return power(x, F::kPrime - 2);
}

// Generator of the subgroup of order 2^bits, 0 <= bits <= F::kTwoAdicity. Repeated squares of the full one,
// so that generators of different orders fit together.
template <class F>
SY_INLINE constexpr Element<F> two_adic_generator(int bits) {
  Element<F> g = Element<F>::from_canonical(F::kTwoAdicGenerator);
  for (int i = bits; i < F::kTwoAdicity; ++i) g = g * g;
  return g;
}

}  // namespace switchyard
