// Lane primitives for AVX-512 (F, DQ, BW, VL): 16 lanes of 32 bits, 8 of 64.
//
// Every instruction set has such a file with the same names; lanes.h lists them and what they mean.
#pragma once

// GCC 12 warns about the deliberately undefined operands in its own intrinsics (GCC bug 105593).
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <immintrin.h>
#pragma GCC diagnostic pop

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::cpu::avx512 {

inline constexpr const char* kIsaName = "avx512";
inline constexpr const char* kIsaDescription = "AVX-512 F, DQ, BW, VL";

struct U32 {
  static constexpr int kLanes = 16;
  __m512i v;

  static SY_INLINE U32 load(const uint32_t* p) { return {_mm512_loadu_si512(p)}; }
  static SY_INLINE U32 load_partial(const uint32_t* p, int lanes) {
    return {_mm512_maskz_loadu_epi32(static_cast<__mmask16>((1u << lanes) - 1), p)};
  }
  static SY_INLINE U32 broadcast(uint32_t x) { return {_mm512_set1_epi32(static_cast<int>(x))}; }
  SY_INLINE void store(uint32_t* p) const { _mm512_storeu_si512(p, v); }
  SY_INLINE void store_partial(uint32_t* p, int lanes) const {
    _mm512_mask_storeu_epi32(p, static_cast<__mmask16>((1u << lanes) - 1), v);
  }
  SY_INLINE void store_streaming(uint32_t* p) const { _mm512_stream_si512(reinterpret_cast<__m512i*>(p), v); }
};

SY_INLINE U32 operator+(U32 a, U32 b) { return {_mm512_add_epi32(a.v, b.v)}; }
SY_INLINE U32 operator-(U32 a, U32 b) { return {_mm512_sub_epi32(a.v, b.v)}; }
SY_INLINE U32 operator&(U32 a, U32 b) { return {_mm512_and_si512(a.v, b.v)}; }
SY_INLINE U32 min(U32 a, U32 b) { return {_mm512_min_epu32(a.v, b.v)}; }
// The barrier keeps the compiler from replacing a constant factor by shifts and additions: more instructions,
// on the ports that are busiest.
SY_INLINE U32 mul_low(U32 a, U32 b) {
  asm("" : "+v"(b.v));
  return {_mm512_mullo_epi32(a.v, b.v)};
}
template <int k>
SY_INLINE U32 shift_left(U32 a) {
  return {_mm512_slli_epi32(a.v, k)};
}
template <int k>
SY_INLINE U32 shift_right(U32 a) {
  return {_mm512_srli_epi32(a.v, k)};
}

// Of this object alone: else each use would go through a table of addresses.
template <uint32_t x>
__attribute__((visibility("hidden"))) inline constexpr uint32_t kLiteral = x;
// Hidden from the compiler, which would keep it in a register, or broadcast it from a general one.
template <uint32_t x>
SY_INLINE U32 literal() {
  U32 lanes;
  asm("vpbroadcastd %1, %0" : "=v"(lanes.v) : "m"(kLiteral<x>));
  return lanes;
}
inline constexpr int kLookupBits = 5;
template <int bits>
SY_INLINE U32 lookup(const uint32_t* table, U32 index) {
  static_assert(bits <= kLookupBits);
  const U32 low = U32::load(table);
  if constexpr (bits <= 4)
    return {_mm512_permutexvar_epi32(index.v, low.v)};
  else
    return {_mm512_permutex2var_epi32(low.v, index.v, U32::load(table + 16).v)};
}

struct Wide {
  __m512i even;
  __m512i odd;
};

SY_INLINE __m512i odd_to_even(__m512i a) {
  return _mm512_castps_si512(_mm512_movehdup_ps(_mm512_castsi512_ps(a)));
}
SY_INLINE Wide mul_wide(U32 a, U32 b) {
  return {_mm512_mul_epu32(a.v, b.v), _mm512_mul_epu32(odd_to_even(a.v), odd_to_even(b.v))};
}
SY_INLINE Wide mul_wide_signed(U32 a, U32 b) {
  return {_mm512_mul_epi32(a.v, b.v), _mm512_mul_epi32(odd_to_even(a.v), odd_to_even(b.v))};
}
SY_INLINE Wide mul_low_halves(Wide a, U32 b) {
  return {_mm512_mul_epu32(a.even, b.v), _mm512_mul_epu32(a.odd, b.v)};
}
SY_INLINE Wide operator+(Wide a, Wide b) {
  return {_mm512_add_epi64(a.even, b.even), _mm512_add_epi64(a.odd, b.odd)};
}
SY_INLINE Wide operator-(Wide a, Wide b) {
  return {_mm512_sub_epi64(a.even, b.even), _mm512_sub_epi64(a.odd, b.odd)};
}
SY_INLINE U32 high(Wide w) {
  return {_mm512_castps_si512(
      _mm512_mask_movehdup_ps(_mm512_castsi512_ps(w.odd), 0x5555, _mm512_castsi512_ps(w.even)))};
}
SY_INLINE U32 low(Wide w) { return {_mm512_mask_blend_epi32(0xaaaa, w.even, _mm512_slli_epi64(w.odd, 32))}; }

struct U64 {
  static constexpr int kLanes = 8;
  static constexpr int kRegisters = 32;
  __m512i v;

  static SY_INLINE U64 load(const uint64_t* p) { return {_mm512_loadu_si512(p)}; }
  static SY_INLINE U64 load_words(const uint32_t* p) { return {_mm512_loadu_si512(p)}; }
  static SY_INLINE U64 broadcast(uint64_t x) { return {_mm512_set1_epi64(static_cast<long long>(x))}; }
  SY_INLINE void store(uint64_t* p) const { _mm512_storeu_si512(p, v); }
  SY_INLINE void store_words(uint32_t* p) const { _mm512_storeu_si512(p, v); }
};

SY_INLINE U64 operator^(U64 a, U64 b) { return {_mm512_xor_si512(a.v, b.v)}; }
SY_INLINE U64 xor3(U64 a, U64 b, U64 c) { return {_mm512_ternarylogic_epi64(a.v, b.v, c.v, 0x96)}; }
SY_INLINE U64 chi(U64 a, U64 b, U64 c) { return {_mm512_ternarylogic_epi64(a.v, b.v, c.v, 0xd2)}; }
template <int k>
SY_INLINE U64 rotate_left(U64 a) {
  return {_mm512_rol_epi64(a.v, k)};
}

// Four rounds, each pairing rows at twice the distance of the one before: 32-bit and 64-bit interleaving
// within blocks of 128 bits, then whole blocks.
SY_INLINE void transpose(U32 (&rows)[16]) {
  __m512i a[16], b[16];
  for (int i = 0; i < 16; i += 2) {
    a[i] = _mm512_unpacklo_epi32(rows[i].v, rows[i + 1].v);
    a[i + 1] = _mm512_unpackhi_epi32(rows[i].v, rows[i + 1].v);
  }
  for (int i = 0; i < 16; i += 4) {
    for (int j = 0; j < 2; ++j) {
      b[i + 2 * j] = _mm512_unpacklo_epi64(a[i + j], a[i + j + 2]);
      b[i + 2 * j + 1] = _mm512_unpackhi_epi64(a[i + j], a[i + j + 2]);
    }
  }
  for (int i = 0; i < 16; i += 8) {
    for (int j = 0; j < 4; ++j) {
      a[i + j] = _mm512_shuffle_i32x4(b[i + j], b[i + j + 4], 0x88);
      a[i + j + 4] = _mm512_shuffle_i32x4(b[i + j], b[i + j + 4], 0xdd);
    }
  }
  for (int j = 0; j < 8; ++j) {
    rows[j].v = _mm512_shuffle_i32x4(a[j], a[j + 8], 0x88);
    rows[j + 8].v = _mm512_shuffle_i32x4(a[j], a[j + 8], 0xdd);
  }
}
SY_INLINE void transpose(U64 (&rows)[8]) {
  __m512i a[8], b[8];
  for (int i = 0; i < 8; i += 2) {
    a[i] = _mm512_unpacklo_epi64(rows[i].v, rows[i + 1].v);
    a[i + 1] = _mm512_unpackhi_epi64(rows[i].v, rows[i + 1].v);
  }
  for (int i = 0; i < 8; i += 4) {
    for (int j = 0; j < 2; ++j) {
      b[i + j] = _mm512_shuffle_i64x2(a[i + j], a[i + j + 2], 0x88);
      b[i + j + 2] = _mm512_shuffle_i64x2(a[i + j], a[i + j + 2], 0xdd);
    }
  }
  for (int j = 0; j < 4; ++j) {
    rows[j].v = _mm512_shuffle_i64x2(b[j], b[j + 4], 0x88);
    rows[j + 4].v = _mm512_shuffle_i64x2(b[j], b[j + 4], 0xdd);
  }
}

// Arithmetic on the halves of Wide, for products that stay unreduced; lanes.h says what each means.
SY_INLINE Wide high_to_low(Wide a) { return {odd_to_even(a.even), odd_to_even(a.odd)}; }
SY_INLINE Wide mul_halves_signed(Wide a, Wide b) {
  return {_mm512_mul_epi32(a.even, b.even), _mm512_mul_epi32(a.odd, b.odd)};
}
SY_INLINE Wide mul_halves_signed(Wide a, U32 b) {
  return {_mm512_mul_epi32(a.even, b.v), _mm512_mul_epi32(a.odd, b.v)};
}
SY_INLINE U32 average16(U32 a, U32 b) { return {_mm512_avg_epu16(a.v, b.v)}; }

SY_INLINE void streaming_fence() { _mm_sfence(); }

// Sums of products that are reduced late, and elements of several words; see lanes.h.
SY_INLINE Wide load_wide(const uint64_t* p) { return {_mm512_loadu_si512(p), _mm512_loadu_si512(p + 8)}; }
SY_INLINE void store_wide(Wide w, uint64_t* p) {
  _mm512_storeu_si512(p, w.even);
  _mm512_storeu_si512(p + 8, w.odd);
}
SY_INLINE Wide broadcast_wide(uint64_t x) { return {U64::broadcast(x).v, U64::broadcast(x).v}; }
using Factor = Wide;
SY_INLINE Factor widen(U32 a) { return {a.v, odd_to_even(a.v)}; }
SY_INLINE Factor widen_uniform(uint32_t x) { return {U32::broadcast(x).v, U32::broadcast(x).v}; }
SY_INLINE Wide mul_wide(Factor a, Factor b) {
  return {_mm512_mul_epu32(a.even, b.even), _mm512_mul_epu32(a.odd, b.odd)};
}
SY_INLINE Wide min_high(Wide a, Wide b) {
  return {_mm512_min_epu32(a.even, b.even), _mm512_min_epu32(a.odd, b.odd)};
}
SY_INLINE U64 add_halves(Wide w) { return {_mm512_add_epi64(w.even, w.odd)}; }
SY_INLINE U64 operator+(U64 a, U64 b) { return {_mm512_add_epi64(a.v, b.v)}; }
SY_INLINE U64 operator-(U64 a, U64 b) { return {_mm512_sub_epi64(a.v, b.v)}; }
SY_INLINE void sum_halves(U64 a, uint64_t& high, uint64_t& low) {
  high = static_cast<uint64_t>(_mm512_reduce_add_epi64(_mm512_srli_epi64(a.v, 32)));
  low = static_cast<uint64_t>(_mm512_reduce_add_epi64(_mm512_and_si512(a.v, U64::broadcast(0xffffffffu).v)));
}
SY_INLINE U64 min_high(U64 a, U64 b) { return {_mm512_min_epu32(a.v, b.v)}; }

// Lane order of store_interleaved and load_interleaved, as tables of permutations. kGather[k][l] is the word
// of element l and coefficient k modulo 16; kSource[j][l] the element whose word lies in lane l of vector j.
template <int degree>
struct Interleaving {
  int32_t gather[degree][16];
  int32_t source[degree][16];
  uint16_t holds[degree][degree];  // holds[j][k]: the lanes of vector j that hold coefficient k
  constexpr Interleaving() : gather{}, source{}, holds{} {
    for (int j = 0; j < degree; ++j) {
      for (int l = 0; l < 16; ++l) {
        gather[j][l] = (l * degree + j) % 16;
        source[j][l] = (16 * j + l) / degree;
        holds[j][(16 * j + l) % degree] |= static_cast<uint16_t>(1 << l);
      }
    }
  }
};
template <int degree>
inline constexpr Interleaving<degree> kInterleaving{};

template <int degree>
SY_INLINE void load_interleaved(const uint32_t* p, U32 (&c)[degree]) {
  const auto& order = kInterleaving<degree>;
  __m512i r[degree];
  for (int j = 0; j < degree; ++j) r[j] = _mm512_loadu_si512(p + 16 * j);
  if constexpr (degree == 4) {
    // 4x4 transposes within the 128-bit lanes leave the elements in the order 0, 4, 8, 12, 1, ...
    const __m512i in_order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    const __m512i low01 = _mm512_unpacklo_epi32(r[0], r[1]), high01 = _mm512_unpackhi_epi32(r[0], r[1]);
    const __m512i low23 = _mm512_unpacklo_epi32(r[2], r[3]), high23 = _mm512_unpackhi_epi32(r[2], r[3]);
    c[0].v = _mm512_permutexvar_epi32(in_order, _mm512_unpacklo_epi64(low01, low23));
    c[1].v = _mm512_permutexvar_epi32(in_order, _mm512_unpackhi_epi64(low01, low23));
    c[2].v = _mm512_permutexvar_epi32(in_order, _mm512_unpacklo_epi64(high01, high23));
    c[3].v = _mm512_permutexvar_epi32(in_order, _mm512_unpackhi_epi64(high01, high23));
  } else {
    // The degree is odd: the words of one coefficient lie in 16 different lanes, blends collect them.
    static_assert(degree % 2 == 1);
    for (int k = 0; k < degree; ++k) {
      __m512i collected = r[0];
      for (int j = 1; j < degree; ++j) collected = _mm512_mask_mov_epi32(collected, order.holds[j][k], r[j]);
      c[k].v = _mm512_permutexvar_epi32(_mm512_loadu_si512(order.gather[k]), collected);
    }
  }
}
template <int degree>
SY_INLINE void store_interleaved(const U32 (&c)[degree], uint32_t* p) {
  const auto& order = kInterleaving<degree>;
  for (int j = 0; j < degree; ++j) {
    const __m512i source = _mm512_loadu_si512(order.source[j]);
    __m512i word = _mm512_permutexvar_epi32(source, c[0].v);
    for (int k = 1; k < degree; ++k)
      word = _mm512_mask_permutexvar_epi32(word, order.holds[j][k], source, c[k].v);
    _mm512_storeu_si512(p + 16 * j, word);
  }
}
SY_INLINE void unzip(U32 a, U32 b, U32& even, U32& odd) {
  const __m512i evens = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  const __m512i odds = _mm512_setr_epi32(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
  even.v = _mm512_permutex2var_epi32(a.v, evens, b.v);
  odd.v = _mm512_permutex2var_epi32(a.v, odds, b.v);
}

SY_INLINE Wide high_halves(Wide w) { return {_mm512_srli_epi64(w.even, 32), _mm512_srli_epi64(w.odd, 32)}; }
SY_INLINE Wide raise_low_halves(Wide w) {
  return {_mm512_slli_epi64(w.even, 32), _mm512_slli_epi64(w.odd, 32)};
}

// Columns of tables; see lanes.h.
SY_INLINE U32 load_halves(const uint64_t* p, int index) {
  return {_mm512_cvtepu16_epi32(
      _mm256_loadu_si256(reinterpret_cast<const __m256i*>(reinterpret_cast<const char*>(p) + 2 * index)))};
}
SY_INLINE U32 keep_where(uint32_t bits, U32 a) {
  return {_mm512_maskz_mov_epi32(static_cast<__mmask16>(bits), a.v)};
}

}  // namespace switchyard::cpu::avx512
