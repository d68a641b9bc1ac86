// Lane primitives for AVX2: 8 lanes of 32 bits, 4 of 64. lanes.h says what each means.
#pragma once

#include <immintrin.h>

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::cpu::avx2 {

inline constexpr const char* kIsaName = "avx2";
inline constexpr const char* kIsaDescription = "AVX2";

// Sliding window of lane masks: reading 8 words from (8 - lanes) gives `lanes` set ones.
alignas(32) inline constexpr uint32_t kPartialMask[16] = {~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u};

struct U32 {
  static constexpr int kLanes = 8;
  __m256i v;

  static SY_INLINE __m256i partial_mask(int lanes) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(kPartialMask + 8 - lanes));
  }
  static SY_INLINE U32 load(const uint32_t* p) {
    return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))};
  }
  static SY_INLINE U32 load_partial(const uint32_t* p, int lanes) {
    return {_mm256_maskload_epi32(reinterpret_cast<const int*>(p), partial_mask(lanes))};
  }
  static SY_INLINE U32 broadcast(uint32_t x) { return {_mm256_set1_epi32(static_cast<int>(x))}; }
  SY_INLINE void store(uint32_t* p) const { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v); }
  SY_INLINE void store_partial(uint32_t* p, int lanes) const {
    _mm256_maskstore_epi32(reinterpret_cast<int*>(p), partial_mask(lanes), v);
  }
  SY_INLINE void store_streaming(uint32_t* p) const { _mm256_stream_si256(reinterpret_cast<__m256i*>(p), v); }
};

SY_INLINE U32 operator+(U32 a, U32 b) { return {_mm256_add_epi32(a.v, b.v)}; }
SY_INLINE U32 operator-(U32 a, U32 b) { return {_mm256_sub_epi32(a.v, b.v)}; }
SY_INLINE U32 operator&(U32 a, U32 b) { return {_mm256_and_si256(a.v, b.v)}; }
SY_INLINE U32 min(U32 a, U32 b) { return {_mm256_min_epu32(a.v, b.v)}; }
// The barrier keeps the compiler from replacing a constant factor by shifts and additions: more instructions,
// on the ports that are busiest.
SY_INLINE U32 mul_low(U32 a, U32 b) {
  asm("" : "+x"(b.v));
  return {_mm256_mullo_epi32(a.v, b.v)};
}
template <int k>
SY_INLINE U32 shift_left(U32 a) {
  return {_mm256_slli_epi32(a.v, k)};
}
template <int k>
SY_INLINE U32 shift_right(U32 a) {
  return {_mm256_srli_epi32(a.v, k)};
}

template <uint32_t x>
SY_INLINE U32 literal() {
  return U32::broadcast(x);
}
inline constexpr int kLookupBits = 3;
template <int bits>
SY_INLINE U32 lookup(const uint32_t* table, U32 index) {
  static_assert(bits <= kLookupBits);
  return {_mm256_permutevar8x32_epi32(U32::load(table).v, index.v)};
}

struct Wide {
  __m256i even;
  __m256i odd;
};

SY_INLINE __m256i odd_to_even(__m256i a) {
  return _mm256_castps_si256(_mm256_movehdup_ps(_mm256_castsi256_ps(a)));
}
SY_INLINE Wide mul_wide(U32 a, U32 b) {
  return {_mm256_mul_epu32(a.v, b.v), _mm256_mul_epu32(odd_to_even(a.v), odd_to_even(b.v))};
}
SY_INLINE Wide mul_wide_signed(U32 a, U32 b) {
  return {_mm256_mul_epi32(a.v, b.v), _mm256_mul_epi32(odd_to_even(a.v), odd_to_even(b.v))};
}
SY_INLINE Wide mul_low_halves(Wide a, U32 b) {
  return {_mm256_mul_epu32(a.even, b.v), _mm256_mul_epu32(a.odd, b.v)};
}
SY_INLINE Wide operator+(Wide a, Wide b) {
  return {_mm256_add_epi64(a.even, b.even), _mm256_add_epi64(a.odd, b.odd)};
}
SY_INLINE Wide operator-(Wide a, Wide b) {
  return {_mm256_sub_epi64(a.even, b.even), _mm256_sub_epi64(a.odd, b.odd)};
}
SY_INLINE U32 high(Wide w) { return {_mm256_blend_epi32(odd_to_even(w.even), w.odd, 0xaa)}; }
SY_INLINE U32 low(Wide w) { return {_mm256_blend_epi32(w.even, _mm256_slli_epi64(w.odd, 32), 0xaa)}; }

struct U64 {
  static constexpr int kLanes = 4;
  static constexpr int kRegisters = 16;
  __m256i v;

  static SY_INLINE U64 load(const uint64_t* p) {
    return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))};
  }
  static SY_INLINE U64 load_words(const uint32_t* p) {
    return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))};
  }
  static SY_INLINE U64 broadcast(uint64_t x) { return {_mm256_set1_epi64x(static_cast<long long>(x))}; }
  SY_INLINE void store(uint64_t* p) const { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v); }
  SY_INLINE void store_words(uint32_t* p) const { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v); }
};

SY_INLINE U64 operator^(U64 a, U64 b) { return {_mm256_xor_si256(a.v, b.v)}; }
SY_INLINE U64 xor3(U64 a, U64 b, U64 c) { return a ^ b ^ c; }
SY_INLINE U64 chi(U64 a, U64 b, U64 c) { return {_mm256_xor_si256(a.v, _mm256_andnot_si256(b.v, c.v))}; }
template <int k>
SY_INLINE U64 rotate_left(U64 a) {
  return {_mm256_or_si256(_mm256_slli_epi64(a.v, k), _mm256_srli_epi64(a.v, 64 - k))};
}

// Rounds that pair rows at growing distance: within blocks of 128 bits, then whole blocks.
SY_INLINE void transpose(U32 (&rows)[8]) {
  __m256i a[8], b[8];
  for (int i = 0; i < 8; i += 2) {
    a[i] = _mm256_unpacklo_epi32(rows[i].v, rows[i + 1].v);
    a[i + 1] = _mm256_unpackhi_epi32(rows[i].v, rows[i + 1].v);
  }
  for (int i = 0; i < 8; i += 4) {
    for (int j = 0; j < 2; ++j) {
      b[i + 2 * j] = _mm256_unpacklo_epi64(a[i + j], a[i + j + 2]);
      b[i + 2 * j + 1] = _mm256_unpackhi_epi64(a[i + j], a[i + j + 2]);
    }
  }
  for (int j = 0; j < 4; ++j) {
    rows[j].v = _mm256_permute2x128_si256(b[j], b[j + 4], 0x20);
    rows[j + 4].v = _mm256_permute2x128_si256(b[j], b[j + 4], 0x31);
  }
}
SY_INLINE void transpose(U64 (&rows)[4]) {
  __m256i a[4];
  for (int i = 0; i < 4; i += 2) {
    a[i] = _mm256_unpacklo_epi64(rows[i].v, rows[i + 1].v);
    a[i + 1] = _mm256_unpackhi_epi64(rows[i].v, rows[i + 1].v);
  }
  for (int j = 0; j < 2; ++j) {
    rows[j].v = _mm256_permute2x128_si256(a[j], a[j + 2], 0x20);
    rows[j + 2].v = _mm256_permute2x128_si256(a[j], a[j + 2], 0x31);
  }
}

// Arithmetic on the halves of Wide, for products that stay unreduced; lanes.h says what each means.
SY_INLINE Wide high_to_low(Wide a) { return {odd_to_even(a.even), odd_to_even(a.odd)}; }
SY_INLINE Wide mul_halves_signed(Wide a, Wide b) {
  return {_mm256_mul_epi32(a.even, b.even), _mm256_mul_epi32(a.odd, b.odd)};
}
SY_INLINE Wide mul_halves_signed(Wide a, U32 b) {
  return {_mm256_mul_epi32(a.even, b.v), _mm256_mul_epi32(a.odd, b.v)};
}
SY_INLINE U32 average16(U32 a, U32 b) { return {_mm256_avg_epu16(a.v, b.v)}; }

SY_INLINE void streaming_fence() { _mm_sfence(); }

// Sums of products that are reduced late, and elements of several words; see lanes.h.
SY_INLINE Wide load_wide(const uint64_t* p) { return {U64::load(p).v, U64::load(p + 4).v}; }
SY_INLINE void store_wide(Wide w, uint64_t* p) {
  U64{w.even}.store(p);
  U64{w.odd}.store(p + 4);
}
SY_INLINE Wide broadcast_wide(uint64_t x) { return {U64::broadcast(x).v, U64::broadcast(x).v}; }
using Factor = Wide;
SY_INLINE Factor widen(U32 a) { return {a.v, odd_to_even(a.v)}; }
SY_INLINE Factor widen_uniform(uint32_t x) { return {U32::broadcast(x).v, U32::broadcast(x).v}; }
SY_INLINE Wide mul_wide(Factor a, Factor b) {
  return {_mm256_mul_epu32(a.even, b.even), _mm256_mul_epu32(a.odd, b.odd)};
}
SY_INLINE Wide min_high(Wide a, Wide b) {
  return {_mm256_min_epu32(a.even, b.even), _mm256_min_epu32(a.odd, b.odd)};
}
SY_INLINE U64 add_halves(Wide w) { return {_mm256_add_epi64(w.even, w.odd)}; }
SY_INLINE U64 operator+(U64 a, U64 b) { return {_mm256_add_epi64(a.v, b.v)}; }
SY_INLINE U64 operator-(U64 a, U64 b) { return {_mm256_sub_epi64(a.v, b.v)}; }
SY_INLINE uint64_t sum_lanes(__m256i a) {
  const __m128i pairs = _mm_add_epi64(_mm256_castsi256_si128(a), _mm256_extracti128_si256(a, 1));
  return static_cast<uint64_t>(_mm_cvtsi128_si64(_mm_add_epi64(pairs, _mm_unpackhi_epi64(pairs, pairs))));
}
SY_INLINE void sum_halves(U64 a, uint64_t& high, uint64_t& low) {
  high = sum_lanes(_mm256_srli_epi64(a.v, 32));
  low = sum_lanes(_mm256_and_si256(a.v, U64::broadcast(0xffffffffu).v));
}
SY_INLINE U64 min_high(U64 a, U64 b) { return {_mm256_min_epu32(a.v, b.v)}; }

// Lane order of load_interleaved and store_interleaved, as for AVX-512 with 8 lanes.
template <int degree>
struct Interleaving {
  alignas(32) int32_t gather[degree][8];         // the word of element l and coefficient k, modulo 8
  alignas(32) int32_t source[degree][8];         // the element whose word lies in lane l of vector j
  alignas(32) int32_t holds[degree][degree][8];  // ~0 where lane l of vector j holds coefficient k
  constexpr Interleaving() : gather{}, source{}, holds{} {
    for (int j = 0; j < degree; ++j) {
      for (int l = 0; l < 8; ++l) {
        gather[j][l] = (l * degree + j) % 8;
        source[j][l] = (8 * j + l) / degree;
        holds[j][(8 * j + l) % degree][l] = -1;
      }
    }
  }
};
template <int degree>
inline constexpr Interleaving<degree> kInterleaving{};

SY_INLINE __m256i load_order(const int32_t* p) {
  return _mm256_load_si256(reinterpret_cast<const __m256i*>(p));
}
template <int degree>
SY_INLINE void load_interleaved(const uint32_t* p, U32 (&c)[degree]) {
  const auto& order = kInterleaving<degree>;
  __m256i r[degree];
  for (int j = 0; j < degree; ++j) r[j] = U32::load(p + 8 * j).v;
  if constexpr (degree == 4) {
    // 4x4 transposes within the 128-bit lanes leave the elements in the order 0, 2, 4, 6, 1, 3, 5, 7.
    const __m256i in_order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    const __m256i low01 = _mm256_unpacklo_epi32(r[0], r[1]), high01 = _mm256_unpackhi_epi32(r[0], r[1]);
    const __m256i low23 = _mm256_unpacklo_epi32(r[2], r[3]), high23 = _mm256_unpackhi_epi32(r[2], r[3]);
    c[0].v = _mm256_permutevar8x32_epi32(_mm256_unpacklo_epi64(low01, low23), in_order);
    c[1].v = _mm256_permutevar8x32_epi32(_mm256_unpackhi_epi64(low01, low23), in_order);
    c[2].v = _mm256_permutevar8x32_epi32(_mm256_unpacklo_epi64(high01, high23), in_order);
    c[3].v = _mm256_permutevar8x32_epi32(_mm256_unpackhi_epi64(high01, high23), in_order);
  } else {
    static_assert(degree % 2 == 1);
    for (int k = 0; k < degree; ++k) {
      __m256i collected = r[0];
      for (int j = 1; j < degree; ++j)
        collected = _mm256_blendv_epi8(collected, r[j], load_order(order.holds[j][k]));
      c[k].v = _mm256_permutevar8x32_epi32(collected, load_order(order.gather[k]));
    }
  }
}
template <int degree>
SY_INLINE void store_interleaved(const U32 (&c)[degree], uint32_t* p) {
  const auto& order = kInterleaving<degree>;
  for (int j = 0; j < degree; ++j) {
    const __m256i source = load_order(order.source[j]);
    __m256i word = _mm256_permutevar8x32_epi32(c[0].v, source);
    for (int k = 1; k < degree; ++k)
      word = _mm256_blendv_epi8(word, _mm256_permutevar8x32_epi32(c[k].v, source),
                                load_order(order.holds[j][k]));
    U32{word}.store(p + 8 * j);
  }
}
SY_INLINE void unzip(U32 a, U32 b, U32& even, U32& odd) {
  const __m256 fa = _mm256_castsi256_ps(a.v), fb = _mm256_castsi256_ps(b.v);
  // Within 128-bit lanes first: a0 a2 b0 b2 | a4 a6 b4 b6.
  even.v = _mm256_permute4x64_epi64(_mm256_castps_si256(_mm256_shuffle_ps(fa, fb, 0x88)), 0xd8);
  odd.v = _mm256_permute4x64_epi64(_mm256_castps_si256(_mm256_shuffle_ps(fa, fb, 0xdd)), 0xd8);
}

SY_INLINE Wide high_halves(Wide w) { return {_mm256_srli_epi64(w.even, 32), _mm256_srli_epi64(w.odd, 32)}; }
SY_INLINE Wide raise_low_halves(Wide w) {
  return {_mm256_slli_epi64(w.even, 32), _mm256_slli_epi64(w.odd, 32)};
}

// Columns of tables; see lanes.h.
SY_INLINE U32 load_halves(const uint64_t* p, int index) {
  return {_mm256_cvtepu16_epi32(
      _mm_loadu_si128(reinterpret_cast<const __m128i*>(reinterpret_cast<const char*>(p) + 2 * index)))};
}
SY_INLINE U32 keep_where(uint32_t bits, U32 a) {
  const __m256i lane = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
  const __m256i chosen = _mm256_and_si256(_mm256_set1_epi32(static_cast<int>(bits)), lane);
  return {_mm256_and_si256(_mm256_cmpeq_epi32(chosen, lane), a.v)};
}

}  // namespace switchyard::cpu::avx2
