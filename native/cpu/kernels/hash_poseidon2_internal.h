// The internal layer of Poseidon2 over lanes, with elements that are reduced only as far as they must be.
//
// s_i -> sum + V_i s_i. The sum and element 0 are in [0, p); the other elements are unsigned words, each kind
// within a bound of its own that the layer restores. Both primes have the form p = 2^31 - 2^a + 1, a the
// two-adicity, so that the quotient by p is nearly that by 2^31, and x 2^-k = (x >> k) - (x mod 2^k) m with
// m = (p - 1) / 2^k for k <= a.
#pragma once

#include "cpu/lanes/packed.h"
#include "math/poseidon2.h"

namespace switchyard::cpu::SY_ISA {

// [0, 2p) to [0, p).
template <class F>
SY_INLINE U32 subtract_prime(U32 x) {
  return min(x, x - U32::broadcast(F::kPrime));
}

// (-p, p), negative numbers as two's complement, to [0, p).
template <class F>
SY_INLINE U32 add_prime(U32 x) {
  return min(x, x + U32::broadcast(F::kPrime));
}

template <class F>
SY_INLINE U32 add_mod(U32 a, U32 b) {
  return subtract_prime<F>(a + b);
}

// Any word to [0, p): 2^32 is below 3p.
template <class F>
SY_INLINE U32 reduce_word(U32 x) {
  return subtract_prime<F>(subtract_prime<F>(x));
}

// The sum of s[1..width) mod p, in [0, p), for any words.
//
// The sum S modulo 2^32 is exact. Its quotient comes from a tree of averages of the upper halves: the result,
// with unit 2^20 (width 16) or 2^21 (width 24), is too large by at most 2 units, as each of 4 or 5 rounds
// adds 1/2 at most, and too small by less than 2. So with Q = floor(average / 2^31) the remainder S - Q p is
//   below 2^31 + 2^22 + Q (2^31 - p) < 2p, as Q < 46 and 46 * 2^24 < 2^30 for KoalaBear, and
//   not negative: for Q = 0 trivially, else S > Q 2^31 - 2^22 and Q (2^31 - p) >= 2^24 - 1.
// BabyBear's 2^31 / p is about 16/15, so 17/16 of the average is used: too small by 1/256 of S < 49 p, which
// adds 0.2 p to the remainder and leaves S / 256 > 2^22 to keep it from being negative.
template <class F, int width>
SY_INLINE U32 sum_of_tail(const Packed<F> (&s)[width]) {
  U32 sum = s[1].v;
  for (int i = 2; i < width; ++i) sum = sum + s[i].v;

  U32 average[width];
  average[0] = shift_right<1>(s[1].v);  // a pair with zero
  for (int i = 1; i < width / 2; ++i) average[i] = average16(s[2 * i].v, s[2 * i + 1].v);
  for (int n = width / 2; n % 2 == 0; n /= 2)
    for (int i = 0; i < n / 2; ++i) average[i] = average16(average[2 * i], average[2 * i + 1]);
  constexpr int quotient_bits = width == 16 ? 5 : 6;
  if constexpr (width == 24) {
    // Three averages of 8; the third is paired with zero.
    average[0] = average16(average16(average[0], average[1]), shift_right<1>(average[2]));
  }
  U32 quotient = average[0];
  if constexpr (F::kTwoAdicity == 27) {
    const U32 half = shift_right<1>(quotient);
    quotient = shift_right<31 - quotient_bits>(half + shift_right<4>(half));
  } else {
    quotient = shift_right<32 - quotient_bits>(quotient);
  }
  return subtract_prime<F>(sum - mul_low(quotient, U32::broadcast(F::kPrime)));
}

// What the elements have in common: the sum and words made from it once.
template <class F>
struct InternalSum {
  U32 sum;         // [0, p)
  U32 plus_prime;  // sum + p
  U32 quarter;     // sum / 4
  U32 plus_6p;     // sum + 6p modulo 2^32
  U32 quarter_6p;  // (sum + 6p) / 4, 0 to 2 too small

  explicit SY_INLINE InternalSum(U32 x)
      : sum(x),
        plus_prime(x + U32::broadcast(F::kPrime)),
        quarter(shift_right<2>(x)),
        plus_6p(x + U32::broadcast(F::kPrime * 6)),
        quarter_6p(quarter + U32::broadcast(static_cast<uint32_t>(uint64_t{F::kPrime} * 6 / 4))) {}
};

// x / 2 in [0, p), for x in [0, p).
template <class F>
SY_INLINE U32 halve_word(U32 x) {
  return shift_right<1>(x) + mul_low(x & U32::broadcast(1), U32::broadcast((F::kPrime + 1) / 2));
}

// sum + 4x and sum - 4x, both for and with x <= B = 2^31 + 6 (2^31 - p) + 8, which is at most 1.468 p.
// The quotient by 2^31 of t = sum + 4x, or t = sum + 6p - 4x >= 0, is at most 6 and comes from t / 4 < 2^32,
// exact or up to 2 too small; so t - quotient * p is below B.
template <class F>
SY_INLINE U32 add_quadruple(const InternalSum<F>& s, U32 x) {
  const U32 quotient = shift_right<29>(x + s.quarter);
  return shift_left<2>(x) + s.sum - mul_low(quotient, U32::broadcast(F::kPrime));
}
template <class F>
SY_INLINE U32 subtract_quadruple(const InternalSum<F>& s, U32 x) {
  const U32 quotient = shift_right<29>(s.quarter_6p - x);
  return s.plus_6p - shift_left<2>(x) - mul_low(quotient, U32::broadcast(F::kPrime));
}

// sum + x 2^-k, for any word x. High and low part of x contribute x >> k < 2^(32-k) and -(x mod 2^k) m > -p.
// Where 2^(32-k) <= 2^a, which is half of 2^32 - 2p + 2, sum + p plus both stays within a word. Otherwise
// sum + low part is reduced first, and the result is below p + 2^(32-k) < 2p, for k >= 2.
template <int k, class F>
SY_INLINE U32 add_shifted(const InternalSum<F>& s, U32 x) {
  static_assert(k >= 2 && k <= F::kTwoAdicity);
  const U32 low = mul_low(x & U32::broadcast((uint32_t{1} << k) - 1), U32::broadcast((F::kPrime - 1) >> k));
  if constexpr (32 - k <= F::kTwoAdicity) {
    return s.plus_prime + shift_right<k>(x) - low;
  } else {
    return add_prime<F>(s.sum - low) + shift_right<k>(x);
  }
}

// sum - x 2^-k below p + 2^(32-k) < 2p, for x <= 2p: as above with 2p - x.
template <int k, class F>
SY_INLINE U32 subtract_shifted(const InternalSum<F>& s, U32 x) {
  static_assert(k >= 2 && k <= F::kTwoAdicity);
  const U32 negative = U32::broadcast(2 * F::kPrime) - x;
  const U32 low =
      mul_low(negative & U32::broadcast((uint32_t{1} << k) - 1), U32::broadcast((F::kPrime - 1) >> k));
  return add_prime<F>(s.sum - low) + shift_right<k>(negative);
}

template <class F, int width, int... i>
SY_INLINE void add_all_shifted(Packed<F> (&s)[width], const InternalSum<F>& sum,
                               std::integer_sequence<int, i...>) {
  const auto step = [&](auto index) __attribute__((always_inline)) {
    constexpr int shift = Poseidon2Diagonal<F, width>::kShifts[decltype(index)::value];
    U32& x = s[kPoseidon2SmallDiagonal + decltype(index)::value].v;
    if constexpr (shift > 0)
      x = add_shifted<shift>(sum, x);
    else
      x = subtract_shifted<-shift>(sum, x);
  };
  (step(std::integral_constant<int, i>{}), ...);
}

// The whole layer. In and out: s[0..3], s[6], s[7] in [0, p), s[5] and s[8] as add_quadruple says, all that
// are subtracted with a shift at most 2p, the rest any words.
template <class F, int width>
SY_INLINE void internal_layer(Packed<F> (&s)[width]) {
  const U32 tail = sum_of_tail<F, width>(s);
  const InternalSum<F> sum(add_mod<F>(tail, s[0].v));
  s[0].v = add_prime<F>(tail - s[0].v);
  s[1].v = add_mod<F>(sum.sum, s[1].v);
  s[2].v = add_mod<F>(sum.sum, add_mod<F>(s[2].v, s[2].v));
  s[3].v = add_mod<F>(sum.sum, halve_word<F>(s[3].v));
  s[4].v = add_mod<F>(sum.sum, add_mod<F>(s[4].v, add_mod<F>(s[4].v, s[4].v)));
  s[5].v = add_quadruple(sum, s[5].v);
  s[6].v = add_prime<F>(sum.sum - halve_word<F>(s[6].v));
  s[7].v = add_prime<F>(sum.sum - add_mod<F>(s[7].v, add_mod<F>(s[7].v, s[7].v)));
  s[8].v = subtract_quadruple(sum, s[8].v);
  add_all_shifted<F, width>(s, sum, std::make_integer_sequence<int, width - kPoseidon2SmallDiagonal>{});
}

}  // namespace switchyard::cpu::SY_ISA
