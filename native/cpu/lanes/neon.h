// Lane primitives for NEON (Advanced SIMD of aarch64): 4 lanes of 32 bits, 2 of 64. lanes.h says what each
// means.
//
// There is no 64-bit product of a whole vector in one instruction here, but a signed high half of doubled
// products (sqdmulh), rounded where wanted (sqrdmulh). Products modulo p stay in 32-bit lanes with it.
#pragma once

#include <arm_neon.h>

#include <cstdint>
#include <cstring>

#include "math/attributes.h"

namespace switchyard::cpu::neon {

inline constexpr const char* kIsaName = "neon";
inline constexpr const char* kIsaDescription = "Advanced SIMD (NEON)";

struct U32 {
  static constexpr int kLanes = 4;
  uint32x4_t v;

  static SY_INLINE U32 load(const uint32_t* p) { return {vld1q_u32(p)}; }
  static SY_INLINE U32 load_partial(const uint32_t* p, int lanes) {
    uint32_t words[4] = {};
    for (int l = 0; l < lanes; ++l) words[l] = p[l];
    return load(words);
  }
  static SY_INLINE U32 broadcast(uint32_t x) { return {vdupq_n_u32(x)}; }
  SY_INLINE void store(uint32_t* p) const { vst1q_u32(p, v); }
  SY_INLINE void store_partial(uint32_t* p, int lanes) const {
    uint32_t words[4];
    store(words);
    for (int l = 0; l < lanes; ++l) p[l] = words[l];
  }
  // There is a hint for pairs of vectors (stnp), but no intrinsic for it.
  SY_INLINE void store_streaming(uint32_t* p) const { store(p); }
};

SY_INLINE int32x4_t as_signed(U32 a) { return vreinterpretq_s32_u32(a.v); }
SY_INLINE U32 as_words(int32x4_t a) { return {vreinterpretq_u32_s32(a)}; }
SY_INLINE uint32x4_t halves(uint64x2_t a) { return vreinterpretq_u32_u64(a); }
SY_INLINE uint64x2_t whole(uint32x4_t a) { return vreinterpretq_u64_u32(a); }

SY_INLINE U32 operator+(U32 a, U32 b) { return {vaddq_u32(a.v, b.v)}; }
SY_INLINE U32 operator-(U32 a, U32 b) { return {vsubq_u32(a.v, b.v)}; }
SY_INLINE U32 operator&(U32 a, U32 b) { return {vandq_u32(a.v, b.v)}; }
SY_INLINE U32 min(U32 a, U32 b) { return {vminq_u32(a.v, b.v)}; }
SY_INLINE U32 mul_low(U32 a, U32 b) { return {vmulq_u32(a.v, b.v)}; }
template <int k>
SY_INLINE U32 shift_left(U32 a) {
  return {vshlq_n_u32(a.v, k)};
}
template <int k>
SY_INLINE U32 shift_right(U32 a) {
  return {vshrq_n_u32(a.v, k)};
}

template <uint32_t x>
SY_INLINE U32 literal() {
  return U32::broadcast(x);
}
inline constexpr int kLookupBits = 0;

struct Wide {
  uint64x2_t first;   // of lanes 0 and 1
  uint64x2_t second;  // of lanes 2 and 3
};

using Factor = U32;
SY_INLINE Factor widen(U32 a) { return a; }
SY_INLINE Factor widen_uniform(uint32_t x) { return U32::broadcast(x); }
SY_INLINE Wide mul_wide(U32 a, U32 b) {
  return {vmull_u32(vget_low_u32(a.v), vget_low_u32(b.v)), vmull_high_u32(a.v, b.v)};
}
SY_INLINE Wide operator+(Wide a, Wide b) {
  return {vaddq_u64(a.first, b.first), vaddq_u64(a.second, b.second)};
}
SY_INLINE Wide operator-(Wide a, Wide b) {
  return {vsubq_u64(a.first, b.first), vsubq_u64(a.second, b.second)};
}
SY_INLINE U32 high(Wide w) { return {vuzp2q_u32(halves(w.first), halves(w.second))}; }
SY_INLINE U32 low(Wide w) { return {vuzp1q_u32(halves(w.first), halves(w.second))}; }

// Products modulo p.
struct Modulus {
  U32 prime;
  U32 inverse;
};

SY_INLINE U32 reduce_wide(Wide x, const Modulus& m) {
  const U32 q = mul_low(low(x), m.inverse);
  return high({vmlsl_u32(x.first, vget_low_u32(q.v), vget_low_u32(m.prime.v)),
               vmlsl_high_u32(x.second, q.v, m.prime.v)});
}

// floor(2 a b / 2^32) - floor(2 q p / 2^32), halved: as the low halves of a b and q p agree, this is exactly
// (a b - q p) / 2^32. Nothing saturates: no prime is -2^31, and a and b are not both. With |a| <= 2^31,
// |b| <= p and |q| <= 2^31 the result is within [-p, p], and within (-p, p) where |a| <= p.
SY_INLINE U32 multiply_prepared(U32 a, U32 b, U32 quotient, U32 prime) {
  const int32x4_t product = vqdmulhq_s32(as_signed(a), as_signed(b));
  const int32x4_t multiple = vqdmulhq_s32(as_signed(mul_low(a, quotient)), as_signed(prime));
  return as_words(vhsubq_s32(product, multiple));
}
// The quotient is a * (b / p), so that products by the same b share one multiplication.
SY_INLINE U32 multiply_words(U32 a, U32 b, const Modulus& m) {
  return multiply_prepared(a, b, mul_low(b, m.inverse), m.prime);
}

using Product = U32;
SY_INLINE Product multiply_signed(Factor a, Factor b, const Modulus& m) { return multiply_words(a, b, m); }
SY_INLINE Factor to_factor(Product a) { return a; }
SY_INLINE U32 to_words(Product a) { return a; }

// Lazy words are any signed words, reduced ones in [-2^30, 2^30): the sum and the difference of two of these
// are signed words again. The quotient is round(value * 2^31 / p).
SY_INLINE U32 lazy_quotient(U32 quotient) { return {vrshrq_n_u32(quotient.v, 1)}; }
// x value - q p for q = round(x quotient / 2^31): with two roundings, within |x| p / 2^32 + p / 2 <= p of 0.
SY_INLINE U32 multiply_lazy(U32 x, U32 value, U32 quotient, U32 prime) {
  const int32x4_t q = vqrdmulhq_s32(as_signed(x), as_signed(quotient));
  return {vmlsq_u32(mul_low(x, value).v, as_words(q).v, prime.v)};
}
SY_INLINE U32 multiply_lazy_words(U32 x, U32 factor, const Modulus& m) {
  return multiply_words(x, factor, m);
}
// x - round(x / 2^31) p: words from 2^30 on lose 2^31 - 2^a + 1, those below -2^30 gain it.
SY_INLINE U32 reduce_lazy(U32 x, U32 prime) {
  return {vmlsq_u32(x.v, as_words(vrshrq_n_s32(as_signed(x), 31)).v, prime.v)};
}
template <bool kReduced>
SY_INLINE U32 subtract_lazy(U32 a, U32 b, U32 prime) {
  return kReduced ? reduce_lazy(a - b, prime) : a - b;
}
SY_INLINE U32 lazy_to_canonical(U32 x, U32 prime) {
  const U32 reduced = reduce_lazy(x, prime);
  return min(reduced, reduced + prime);
}

struct U64 {
  static constexpr int kLanes = 2;
  static constexpr int kRegisters = 32;
  uint64x2_t v;

  static SY_INLINE U64 load(const uint64_t* p) { return {vld1q_u64(p)}; }
  static SY_INLINE U64 load_words(const uint32_t* p) { return {whole(vld1q_u32(p))}; }
  static SY_INLINE U64 broadcast(uint64_t x) { return {vdupq_n_u64(x)}; }
  SY_INLINE void store(uint64_t* p) const { vst1q_u64(p, v); }
  SY_INLINE void store_words(uint32_t* p) const { vst1q_u32(p, halves(v)); }
};

SY_INLINE U64 operator^(U64 a, U64 b) { return {veorq_u64(a.v, b.v)}; }
SY_INLINE U64 xor3(U64 a, U64 b, U64 c) { return a ^ b ^ c; }
SY_INLINE U64 chi(U64 a, U64 b, U64 c) { return {veorq_u64(a.v, vbicq_u64(c.v, b.v))}; }
template <int k>
SY_INLINE U64 rotate_left(U64 a) {
  return {vsriq_n_u64(vshlq_n_u64(a.v, k), a.v, 64 - k)};
}

SY_INLINE void transpose(U32 (&rows)[4]) {
  const uint32x4_t even01 = vtrn1q_u32(rows[0].v, rows[1].v), odd01 = vtrn2q_u32(rows[0].v, rows[1].v);
  const uint32x4_t even23 = vtrn1q_u32(rows[2].v, rows[3].v), odd23 = vtrn2q_u32(rows[2].v, rows[3].v);
  rows[0].v = halves(vtrn1q_u64(whole(even01), whole(even23)));
  rows[1].v = halves(vtrn1q_u64(whole(odd01), whole(odd23)));
  rows[2].v = halves(vtrn2q_u64(whole(even01), whole(even23)));
  rows[3].v = halves(vtrn2q_u64(whole(odd01), whole(odd23)));
}
SY_INLINE void transpose(U64 (&rows)[2]) {
  const uint64x2_t first = vtrn1q_u64(rows[0].v, rows[1].v);
  rows[1].v = vtrn2q_u64(rows[0].v, rows[1].v);
  rows[0].v = first;
}

SY_INLINE U32 average16(U32 a, U32 b) {
  return {vreinterpretq_u32_u16(vrhaddq_u16(vreinterpretq_u16_u32(a.v), vreinterpretq_u16_u32(b.v)))};
}

SY_INLINE void streaming_fence() {}

// Sums of products that are reduced late, and elements of several words; see lanes.h.
SY_INLINE Wide load_wide(const uint64_t* p) { return {vld1q_u64(p), vld1q_u64(p + 2)}; }
SY_INLINE void store_wide(Wide w, uint64_t* p) {
  vst1q_u64(p, w.first);
  vst1q_u64(p + 2, w.second);
}
SY_INLINE Wide broadcast_wide(uint64_t x) { return {vdupq_n_u64(x), vdupq_n_u64(x)}; }
SY_INLINE uint64x2_t min_high(uint64x2_t a, uint64x2_t b) { return whole(vminq_u32(halves(a), halves(b))); }
SY_INLINE Wide min_high(Wide a, Wide b) { return {min_high(a.first, b.first), min_high(a.second, b.second)}; }
SY_INLINE U64 min_high(U64 a, U64 b) { return {min_high(a.v, b.v)}; }
SY_INLINE U64 add_halves(Wide w) { return {vaddq_u64(w.first, w.second)}; }
SY_INLINE U64 operator+(U64 a, U64 b) { return {vaddq_u64(a.v, b.v)}; }
SY_INLINE U64 operator-(U64 a, U64 b) { return {vsubq_u64(a.v, b.v)}; }
SY_INLINE void sum_halves(U64 a, uint64_t& high, uint64_t& low) {
  high = vaddvq_u64(vshrq_n_u64(a.v, 32));
  low = vaddvq_u64(vandq_u64(a.v, vdupq_n_u64(0xffffffffu)));
}

// Degree 4 has instructions of its own. For 5 the first four words of each element are a square to transpose,
// and the last is loaded and stored lane by lane.
template <int degree>
SY_INLINE void load_interleaved(const uint32_t* p, U32 (&c)[degree]) {
  static_assert(degree == 4 || degree == 5);
  if constexpr (degree == 4) {
    const uint32x4x4_t loaded = vld4q_u32(p);
    for (int k = 0; k < 4; ++k) c[k].v = loaded.val[k];
  } else {
    U32 square[4] = {U32::load(p), U32::load(p + 5), U32::load(p + 10), U32::load(p + 15)};
    transpose(square);
    for (int k = 0; k < 4; ++k) c[k] = square[k];
    uint32x4_t last = vld1q_dup_u32(p + 4);
    last = vld1q_lane_u32(p + 9, last, 1);
    last = vld1q_lane_u32(p + 14, last, 2);
    c[4].v = vld1q_lane_u32(p + 19, last, 3);
  }
}
template <int degree>
SY_INLINE void store_interleaved(const U32 (&c)[degree], uint32_t* p) {
  static_assert(degree == 4 || degree == 5);
  if constexpr (degree == 4) {
    const uint32x4x4_t columns = {{c[0].v, c[1].v, c[2].v, c[3].v}};
    vst4q_u32(p, columns);
  } else {
    U32 square[4] = {c[0], c[1], c[2], c[3]};
    transpose(square);
    for (int l = 0; l < 4; ++l) square[l].store(p + 5 * l);
    vst1q_lane_u32(p + 4, c[4].v, 0);
    vst1q_lane_u32(p + 9, c[4].v, 1);
    vst1q_lane_u32(p + 14, c[4].v, 2);
    vst1q_lane_u32(p + 19, c[4].v, 3);
  }
}
SY_INLINE void unzip(U32 a, U32 b, U32& even, U32& odd) {
  even.v = vuzp1q_u32(a.v, b.v);
  odd.v = vuzp2q_u32(a.v, b.v);
}

SY_INLINE Wide high_halves(Wide w) { return {vshrq_n_u64(w.first, 32), vshrq_n_u64(w.second, 32)}; }
SY_INLINE Wide raise_low_halves(Wide w) { return {vshlq_n_u64(w.first, 32), vshlq_n_u64(w.second, 32)}; }

// Columns of tables; see lanes.h.
SY_INLINE U32 load_halves(const uint64_t* p, int index) {
  uint64_t four;
  std::memcpy(&four, reinterpret_cast<const char*>(p) + 2 * index, sizeof(four));
  return {vmovl_u16(vcreate_u16(four))};
}
SY_INLINE U32 keep_where(uint32_t bits, U32 a) {
  const uint32x4_t lane = {1, 2, 4, 8};
  return {vandq_u32(vtstq_u32(vdupq_n_u32(bits), lane), a.v)};
}

}  // namespace switchyard::cpu::neon
