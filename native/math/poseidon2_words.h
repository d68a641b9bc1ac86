// Poseidon2 for processors where 32-bit words are all there is and a multiplication costs no more than an
// addition, such as a card's: products with signs, and an internal layer whose elements are reduced only as
// far as they must be. The same values as poseidon2.h has, after poseidon2_reduce_words().
//
// Both primes have the form p = 2^31 - 2^a + 1, a the two-adicity, so that the quotient by p is nearly that
// by 2^31, and x 2^-k = (x >> k) - (x mod 2^k) m with m = (p - 1) / 2^k for k <= a.
#pragma once

#include <utility>

#include "element.h"
#include "poseidon2_diagonal.h"

namespace switchyard {

// a * b.
SY_INLINE constexpr int64_t signed_product(int32_t a, int32_t b) {
#if defined(__CUDA_ARCH__)
  // One instruction, which nvcc does not see in a product of extended words.
  int64_t product;
  asm("mul.wide.s32 %0, %1, %2;" : "=l"(product) : "r"(a), "r"(b));
  return product;
#else
  return static_cast<int64_t>(a) * b;
#endif
}

// a * b * 2^-32 mod p in (-p, p), for a and b in [-p, p]: with a signed q, q p is at most 2^31 p either way,
// as is a b, and both agree in their low halves.
template <class F>
SY_INLINE constexpr int32_t signed_multiply(int32_t a, int32_t b) {
  const int64_t product = signed_product(a, b);
  const int32_t q = static_cast<int32_t>(static_cast<uint32_t>(product) * F::kPrimeInverse);
  const int64_t cancelled = signed_product(q, static_cast<int32_t>(F::kPrime));
  return static_cast<int32_t>(product >> 32) - static_cast<int32_t>(cancelled >> 32);
}

// poseidon2_sbox(x + constant) for instruction sets that multiply signed words as fast as others: factors
// stay in [-p, p), whose products are at most p^2 < 2^31 p, and one correction is left at the end. Saves a
// card an instruction of six in all products but the last, and one in the sum.
template <class F>
SY_INLINE constexpr Element<F> poseidon2_signed_sbox(Element<F> x, Element<F> constant) {
  const int32_t base = static_cast<int32_t>(x.value + constant.value - F::kPrime);
  const int32_t second = signed_multiply<F>(base, base);
  int32_t top = signed_multiply<F>(second, base);
  if constexpr (F::kSboxDegree == 7) top = signed_multiply<F>(top, signed_multiply<F>(second, second));
  const uint32_t result = static_cast<uint32_t>(top);
  return {lesser(result, result + F::kPrime)};
}

// x / 2 in [0, p), for x in [0, p).
template <class F>
SY_INLINE constexpr uint32_t halve_word(uint32_t x) {
  return (x >> 1) + (x & 1) * ((F::kPrime + 1) / 2);
}

// The sum of words[1..width) mod p, in [0, p), for any words.
//
// The sum S is below 23 * 2^32. With Q nearly S / p the remainder S - Q p is below 2p and not negative:
// KoalaBear: Q = floor(S / 2^31) <= 45, and S - Q p = S mod 2^31 + Q (2^24 - 1).
// BabyBear: 2^31 / p is a little less than 16/15. Q = floor(17/16 * floor(S / 2^27) / 16) is at most S / p,
// too small by less than 1 for the last rounding, 17/256 for the first, and (16/15 - 17/16) S / 2^31 < 0.2.
template <class F, int width>
SY_INLINE constexpr uint32_t sum_of_tail(const Element<F> (&s)[width]) {
  uint64_t sum = s[1].value;
  for (int i = 2; i < width; ++i) sum += s[i].value;
  uint32_t quotient = 0;
  if constexpr (F::kTwoAdicity == 27)
    quotient = static_cast<uint32_t>(sum >> 27) * 17 >> 8;
  else
    quotient = static_cast<uint32_t>(sum >> 31);
  const uint32_t remainder = static_cast<uint32_t>(sum) - quotient * F::kPrime;
  return lesser(remainder, remainder - F::kPrime);
}

// What the elements have in common: the sum and words made from it once.
template <class F>
struct InternalSum {
  uint32_t sum;         // [0, p)
  uint32_t plus_prime;  // sum + p
  uint32_t quarter;     // sum / 4
  uint32_t plus_6p;     // sum + 6p modulo 2^32
  uint32_t quarter_6p;  // (sum + 6p) / 4, 0 to 2 too small

  explicit SY_INLINE constexpr InternalSum(uint32_t x)
      : sum(x),
        plus_prime(x + F::kPrime),
        quarter(x >> 2),
        plus_6p(x + F::kPrime * 6),
        quarter_6p((x >> 2) + static_cast<uint32_t>(uint64_t{F::kPrime} * 6 / 4)) {}
};

// sum + 4x and sum - 4x, both for and with x <= B = 2^31 + 6 (2^31 - p) + 8, which is at most 1.468 p.
// The quotient by 2^31 of t = sum + 4x, or t = sum + 6p - 4x >= 0, is at most 6 and comes from t / 4 < 2^32,
// exact or up to 2 too small; so t - quotient * p is below B.
template <class F>
SY_INLINE constexpr uint32_t add_quadruple(const InternalSum<F>& s, uint32_t x) {
  return (x << 2) + s.sum - ((x + s.quarter) >> 29) * F::kPrime;
}
template <class F>
SY_INLINE constexpr uint32_t subtract_quadruple(const InternalSum<F>& s, uint32_t x) {
  return s.plus_6p - (x << 2) - ((s.quarter_6p - x) >> 29) * F::kPrime;
}

// sum + x 2^-k, for any word x. High and low part of x contribute x >> k < 2^(32-k) and -(x mod 2^k) m > -p.
// Where 2^(32-k) <= 2^a, which is half of 2^32 - 2p + 2, sum + p plus both stays within a word. Otherwise
// sum + low part is reduced first, and the result is below p + 2^(32-k) < 2p, for k >= 2.
template <int k, class F>
SY_INLINE constexpr uint32_t add_shifted(const InternalSum<F>& s, uint32_t x) {
  static_assert(k >= 2 && k <= F::kTwoAdicity, "the bounds need it");
  const uint32_t low = (x & ((uint32_t{1} << k) - 1)) * ((F::kPrime - 1) >> k);
  if constexpr (32 - k <= F::kTwoAdicity) {
    return s.plus_prime + (x >> k) - low;
  } else {
    return lesser(s.sum - low, s.sum - low + F::kPrime) + (x >> k);
  }
}

// sum - x 2^-k below p + 2^(32-k) < 2p, for x <= 2p: as above with 2p - x.
template <int k, class F>
SY_INLINE constexpr uint32_t subtract_shifted(const InternalSum<F>& s, uint32_t x) {
  static_assert(k >= 2 && k <= F::kTwoAdicity, "the bounds need it");
  const uint32_t negative = 2 * F::kPrime - x;
  const uint32_t low = (negative & ((uint32_t{1} << k) - 1)) * ((F::kPrime - 1) >> k);
  return lesser(s.sum - low, s.sum - low + F::kPrime) + (negative >> k);
}

template <class F, int width, int... i>
SY_INLINE constexpr void add_all_shifted(Element<F> (&s)[width], const InternalSum<F>& sum,
                                         std::integer_sequence<int, i...>) {
  const auto step = [&](auto index) {
    constexpr int shift = Poseidon2Diagonal<F, width>::kShifts[decltype(index)::value];
    uint32_t& x = s[kPoseidon2SmallDiagonal + decltype(index)::value].value;
    if constexpr (shift > 0)
      x = add_shifted<shift>(sum, x);
    else
      x = subtract_shifted<-shift>(sum, x);
  };
  (step(std::integral_constant<int, i>{}), ...);
}

// s_i -> sum + V_i s_i. In and out: s[0..4], s[6], s[7] in [0, p), s[5] and s[8] as add_quadruple says, all
// that are subtracted with a shift at most 2p, the rest any words.
template <int width, class F>
SY_INLINE constexpr void poseidon2_internal_words(Element<F> (&s)[width]) {
  const Element<F> tail{sum_of_tail<F, width>(s)};
  const Element<F> total = tail + s[0];
  const InternalSum<F> sum(total.value);
  s[0] = tail - s[0];
  s[1] = total + s[1];
  s[2] = total + twice(s[2]);
  s[3] = total + Element<F>{halve_word<F>(s[3].value)};
  s[4] = total + (s[4] + twice(s[4]));
  s[5].value = add_quadruple(sum, s[5].value);
  s[6] = total - Element<F>{halve_word<F>(s[6].value)};
  s[7] = total - (s[7] + twice(s[7]));
  s[8].value = subtract_quadruple(sum, s[8].value);
  add_all_shifted<F, width>(s, sum, std::make_integer_sequence<int, width - kPoseidon2SmallDiagonal>{});
}

// Any words but s[0] to [0, p): 2^32 is below 3p.
template <int width, class F>
SY_INLINE constexpr void poseidon2_reduce_words(Element<F> (&s)[width]) {
  for (int i = 1; i < width; ++i) {
    const uint32_t once = lesser(s[i].value, s[i].value - F::kPrime);
    s[i].value = lesser(once, once - F::kPrime);
  }
}

}  // namespace switchyard
