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
SY_INLINE U32 high(Wide w) { return {_mm512_mask_blend_epi32(0xaaaa, odd_to_even(w.even), w.odd)}; }
SY_INLINE U32 low(Wide w) { return {_mm512_mask_blend_epi32(0xaaaa, w.even, _mm512_slli_epi64(w.odd, 32))}; }

struct U64 {
  static constexpr int kLanes = 8;
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
SY_INLINE Wide low_halves(U32 a) { return {a.v, odd_to_even(a.v)}; }
SY_INLINE Wide high_halves(Wide a) { return {odd_to_even(a.even), odd_to_even(a.odd)}; }
SY_INLINE Wide mul_halves_signed(Wide a, Wide b) {
  return {_mm512_mul_epi32(a.even, b.even), _mm512_mul_epi32(a.odd, b.odd)};
}
SY_INLINE Wide mul_halves_signed(Wide a, U32 b) {
  return {_mm512_mul_epi32(a.even, b.v), _mm512_mul_epi32(a.odd, b.v)};
}
SY_INLINE U32 average16(U32 a, U32 b) { return {_mm512_avg_epu16(a.v, b.v)}; }

SY_INLINE void streaming_fence() { _mm_sfence(); }

}  // namespace switchyard::cpu::avx512
