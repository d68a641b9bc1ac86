// A vector of field elements in Montgomery form over the lane primitives: the element type that kernels use.
//
// Offers what math/element.h asks of an element type, so that the algorithms of native/math run on it.
// Values are in [0, p) unless a function says otherwise.
#pragma once

#include "cpu/lanes/lanes.h"
#include "math/element.h"

namespace switchyard::cpu::SY_ISA {

template <class F>
struct Packed {
  using Field = F;
  static constexpr int kLanes = U32::kLanes;

  U32 v;

  static SY_INLINE Packed load(const uint32_t* p) { return {U32::load(p)}; }
  static SY_INLINE Packed load_partial(const uint32_t* p, int lanes) { return {U32::load_partial(p, lanes)}; }
  static SY_INLINE Packed broadcast(Element<F> x) { return {U32::broadcast(x.value)}; }
  static SY_INLINE Packed broadcast(Packed x) { return x; }
  static SY_INLINE Packed zero() { return {U32::broadcast(0)}; }
  SY_INLINE void store(uint32_t* p) const { v.store(p); }
  SY_INLINE void store_partial(uint32_t* p, int lanes) const { v.store_partial(p, lanes); }

  static SY_INLINE U32 prime() { return U32::broadcast(F::kPrime); }
  static SY_INLINE Modulus modulus() { return {prime(), U32::broadcast(F::kPrimeInverse)}; }

  // The smaller of x and x + p or x - p as unsigned words is the one in [0, p): the other has wrapped around.
  friend SY_INLINE Packed operator+(Packed a, Packed b) {
    const U32 sum = a.v + b.v;
    return {min(sum, sum - prime())};
  }
  friend SY_INLINE Packed operator-(Packed a, Packed b) {
    const U32 difference = a.v - b.v;
    return {min(difference, difference + prime())};
  }
  SY_INLINE Packed operator-() const { return zero() - *this; }
  friend SY_INLINE Packed operator*(Packed a, Packed b) {
    return from_signed(multiply_words(a.v, b.v, modulus()));
  }

  // x * 2^-32 mod p in [0, p), for x < 2^32 * p.
  static SY_INLINE Packed reduce(Wide x) { return from_signed(reduce_wide(x, modulus())); }

  // x in (-p, p), negative numbers as two's complement.
  static SY_INLINE Packed from_signed(U32 x) { return {min(x, x + prime())}; }
};

template <class F>
SY_INLINE Packed<F> twice(Packed<F> x) {
  return x + x;
}

template <class F>
SY_INLINE Packed<F> halve(Packed<F> x) {
  // (x >> 1) + (x odd ? (p + 1) / 2 : 0), below p.
  const U32 odd = U32::broadcast(0) - (x.v & U32::broadcast(1));
  return {shift_right<1>(x.v) + (odd & U32::broadcast((F::kPrime + 1) / 2))};
}

template <class F>
SY_INLINE Packed<F> square(Packed<F> x) {
  return x * x;
}

template <class F>
SY_INLINE Packed<F> cube(Packed<F> x) {
  return x * x * x;
}

template <int k, class F>
SY_INLINE Packed<F> div_2exp(Packed<F> x) {
  return Packed<F>::reduce(mul_wide(x.v, U32::broadcast(uint32_t{1} << (32 - k))));
}

}  // namespace switchyard::cpu::SY_ISA
