// The internal layer of Poseidon2 over lanes, with elements that are reduced only as far as they must be.
//
// s_i -> sum + V_i s_i. The sum and element 0 are in [0, p); the other elements are unsigned words, each kind
// within a bound of its own that the layer restores. Both primes have the form p = 2^31 - 2^a + 1, a the
// two-adicity, so that the quotient by p is nearly that by 2^31, and x 2^-k = (x >> k) - (x mod 2^k) m with
// m = (p - 1) / 2^k for k <= a. Some elements gain a constant in each layer, which makes them cheaper and is
// taken off again with the round constants (hash_poseidon2_constants.h).
#pragma once

#include <algorithm>

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

// Pairs of n words, then pairs of those, as long as their number is even.
template <int n>
SY_INLINE void average_pairs(U32* words) {
  if constexpr (n % 2 == 0) {
#pragma GCC unroll 6
    for (int i = 0; i < n / 2; ++i) words[i] = average16(words[2 * i], words[2 * i + 1]);
    average_pairs<n / 2>(words);
  }
}

// The sum of s[1..width) mod p, in [0, p), for any words.
//
// The sum S modulo 2^32 is exact. Its quotient comes from a tree of averages of the upper halves: the result,
// with unit 2^20 (width 16) or 2^21 (width 24), is too large by at most 2 units, as each of 4 or 5 rounds
// adds 1/2 at most, and too small by less than 2. So with Q = floor(average / 2^31) the remainder S - Q p is
//   below 2^31 + 2^22 + Q (2^31 - p) < 2p, as Q < 46 and 46 * 2^24 < 2^30 for KoalaBear, and
//   not negative: for Q = 0 trivially, else S > Q 2^31 - 2^22 and Q (2^31 - p) >= 2^24 - 1.
// BabyBear's 2^31 / p is about 16/15, so 17/16 of the average is used: too small by 1/256 of S < 50 p, which
// adds 0.2 p to the remainder and leaves S / 256 > 2^22 to keep it from being negative.
template <class F, int width>
SY_INLINE U32 sum_of_tail(const Packed<F> (&s)[width]) {
  U32 sum = s[1].v;
#pragma GCC unroll 24
  for (int i = 2; i < width; ++i) sum = sum + s[i].v;

  U32 average[width];
  average[0] = shift_right<1>(s[1].v);  // a pair with zero
#pragma GCC unroll 12
  for (int i = 1; i < width / 2; ++i) average[i] = average16(s[2 * i].v, s[2 * i + 1].v);
  average_pairs<width / 2>(average);
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

// What a layer adds to elements that are subtracted with a large shift: no less than the part that may make
// them negative, no more than a word has room for.
template <class F>
inline constexpr uint32_t kSlack = 1 - 2 * F::kPrime;
template <class F, int shift>
inline constexpr bool kTakesSlack = shift < 0 && 32 + shift <= F::kTwoAdicity + 1;

// What the elements have in common: the sum and words made from it once.
template <class F>
struct InternalSum {
  U32 sum;         // [0, p)
  U32 plus_prime;  // sum + p
  U32 plus_slack;  // sum + slack
  U32 quarter;     // sum / 4
  U32 plus_6p;     // sum + 6p modulo 2^32
  U32 quarter_6p;  // (sum + 6p) / 4, 0 to 2 too small

  explicit SY_INLINE InternalSum(U32 x)
      : sum(x),
        plus_prime(x + U32::broadcast(F::kPrime)),
        plus_slack(x + literal<kSlack<F>>()),
        quarter(shift_right<2>(x)),
        plus_6p(x + literal<F::kPrime * 6>()),
        quarter_6p(quarter + literal<static_cast<uint32_t>(uint64_t{F::kPrime} * 6 / 4)>()) {}
};

// x / 2 in [0, p), for x in [0, p).
template <class F>
SY_INLINE U32 halve_word(U32 x) {
  return shift_right<1>(x) + mul_low(x & literal<1>(), literal<(F::kPrime + 1) / 2>());
}

// sum + 3x, for and with x <= B = 2^31 + 4 (2^31 - p) + 2^18. The quotient by 2^31 of t = sum + 3x, at most
// 4, comes from an average of upper halves: t / 2^18 and up to 3/4 more, or less than 1 less. So t - quotient
// * p is above quotient * (2^31 - p) - 2^18, which is negative for a quotient of 0 alone, where t is not, and
// below B.
template <class F>
SY_INLINE U32 add_triple(const InternalSum<F>& s, U32 x) {
  const U32 quotient = shift_right<29>(average16(x, average16(x, s.sum)));
  return (x + x) + (x + s.sum) - mul_low(quotient, U32::broadcast(F::kPrime));
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

// (x mod 2^k) m, at most p - 1 - m.
template <class F, int k>
SY_INLINE U32 low_part(U32 x) {
  return mul_low(x & literal<(uint32_t{1} << k) - 1>(), literal<((F::kPrime - 1) >> k)>());
}

// What the lowest k bits of x contribute to x 2^-k and to -x 2^-k, so that either is in [0, p] with the high
// part added or subtracted, for x in [0, p): that part is at most m, and less where the low bits are not 0.
template <class F, int k>
struct LowParts {
  static constexpr int kWords = std::max(1 << k, U32::kLanes);
  alignas(64) uint32_t positive[kWords];
  alignas(64) uint32_t negative[kWords];
  constexpr LowParts() : positive{}, negative{} {
    for (int i = 0; i < kWords; ++i) {
      const uint32_t low = static_cast<uint32_t>(i % (1 << k)) * ((F::kPrime - 1) >> k);
      positive[i] = low == 0 ? 0 : F::kPrime - low;
      negative[i] = low == 0 ? F::kPrime : low;
    }
  }
};
template <class F, int k>
inline constexpr LowParts<F, k> kLowParts{};

// sum + x 2^-k. High and low part of x contribute x >> k < 2^(32-k) and -(x mod 2^k) m > -p.
// Where 2^(32-k) <= 2^a, which is half of 2^32 - 2p + 2, sum + p plus both stays within a word, for any word
// x. With a table of low parts x must be in [0, p) and so is the result, as for k = 1. Otherwise sum + low
// part is reduced first, and the result is below p + 2^(32-k) < 2p, for any word x.
template <int k, int lookup_bits, class F>
SY_INLINE U32 add_shifted(const InternalSum<F>& s, U32 x) {
  static_assert(k >= 1 && k <= F::kTwoAdicity);
  if constexpr (32 - k <= F::kTwoAdicity) {
    return s.plus_prime + shift_right<k>(x) - low_part<F, k>(x);
  } else if constexpr (k <= lookup_bits) {
    return subtract_prime<F>(s.sum + (shift_right<k>(x) + lookup<k>(kLowParts<F, k>.positive, x)));
  } else if constexpr (k == 1) {
    return add_mod<F>(s.sum, halve_word<F>(x));
  } else {
    return add_prime<F>(s.sum - low_part<F, k>(x)) + shift_right<k>(x);
  }
}

// sum - x 2^-k, which is sum + (x mod 2^k) m - (x >> k), plus the slack where the element takes it: then the
// high part is at most the slack, and sum + slack plus both parts is below 2^32 - m, for any word x.
// Otherwise as above, but for k > 1 without a table with 2p - x for x <= 2p.
template <int k, int lookup_bits, class F>
SY_INLINE U32 subtract_shifted(const InternalSum<F>& s, U32 x) {
  static_assert(k >= 1 && k <= F::kTwoAdicity);
  if constexpr (kTakesSlack<F, -k>) {
    return s.plus_slack + low_part<F, k>(x) - shift_right<k>(x);
  } else if constexpr (k <= lookup_bits) {
    return subtract_prime<F>(s.sum + (lookup<k>(kLowParts<F, k>.negative, x) - shift_right<k>(x)));
  } else if constexpr (k == 1) {
    return add_prime<F>(s.sum - halve_word<F>(x));
  } else {
    const U32 negative = literal<2 * F::kPrime>() - x;
    return add_prime<F>(s.sum - low_part<F, k>(negative)) + shift_right<k>(negative);
  }
}

template <int lookup_bits, class F, int width, int... i>
SY_INLINE void add_all_shifted(Packed<F> (&s)[width], const InternalSum<F>& sum,
                               std::integer_sequence<int, i...>) {
  const auto step = [&](auto index) __attribute__((always_inline)) {
    constexpr int shift = Poseidon2Diagonal<F, width>::kShifts[decltype(index)::value];
    U32& x = s[kPoseidon2SmallDiagonal + decltype(index)::value].v;
    if constexpr (shift > 0)
      x = add_shifted<shift, lookup_bits>(sum, x);
    else
      x = subtract_shifted<-shift, lookup_bits>(sum, x);
  };
  (step(std::integral_constant<int, i>{}), ...);
}

// The whole layer, plus the slack for elements that take it. In and out: s[0..2] and s[7] in [0, p); s[4],
// s[5] and s[8] as add_triple and add_quadruple say, the others as add_shifted and subtract_shifted do. Words
// in [0, p) are all of that. Low bits are looked up for shifts of at most lookup_bits.
template <class F, int width, int lookup_bits = kLookupBits>
SY_INLINE void internal_layer(Packed<F> (&s)[width]) {
  const U32 tail = sum_of_tail<F, width>(s);
  const InternalSum<F> sum(add_mod<F>(tail, s[0].v));
  s[0].v = add_prime<F>(tail - s[0].v);
  s[1].v = add_mod<F>(sum.sum, s[1].v);
  s[2].v = add_mod<F>(sum.sum, add_mod<F>(s[2].v, s[2].v));
  s[3].v = add_shifted<1, lookup_bits>(sum, s[3].v);
  s[4].v = add_triple(sum, s[4].v);
  s[5].v = add_quadruple(sum, s[5].v);
  s[6].v = subtract_shifted<1, lookup_bits>(sum, s[6].v);
  s[7].v = add_prime<F>(sum.sum - add_mod<F>(s[7].v, add_mod<F>(s[7].v, s[7].v)));
  s[8].v = subtract_quadruple(sum, s[8].v);
  add_all_shifted<lookup_bits>(s, sum, std::make_integer_sequence<int, width - kPoseidon2SmallDiagonal>{});
}

}  // namespace switchyard::cpu::SY_ISA
