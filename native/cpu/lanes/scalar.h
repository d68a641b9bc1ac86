// Lane primitives in plain C++: one lane, any processor. lanes.h says what each means.
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::cpu::scalar {

inline constexpr const char* kIsaName = "scalar";
inline constexpr const char* kIsaDescription = "any processor";

struct U32 {
  static constexpr int kLanes = 1;
  uint32_t v;

  static SY_INLINE U32 load(const uint32_t* p) { return {*p}; }
  static SY_INLINE U32 load_partial(const uint32_t* p, int lanes) { return {lanes > 0 ? *p : 0}; }
  static SY_INLINE U32 broadcast(uint32_t x) { return {x}; }
  SY_INLINE void store(uint32_t* p) const { *p = v; }
  SY_INLINE void store_partial(uint32_t* p, int lanes) const {
    if (lanes > 0) *p = v;
  }
  SY_INLINE void store_streaming(uint32_t* p) const { *p = v; }
};

SY_INLINE U32 operator+(U32 a, U32 b) { return {a.v + b.v}; }
SY_INLINE U32 operator-(U32 a, U32 b) { return {a.v - b.v}; }
SY_INLINE U32 operator&(U32 a, U32 b) { return {a.v & b.v}; }
SY_INLINE U32 min(U32 a, U32 b) { return {a.v < b.v ? a.v : b.v}; }
SY_INLINE U32 mul_low(U32 a, U32 b) { return {a.v * b.v}; }
template <int k>
SY_INLINE U32 shift_left(U32 a) {
  return {a.v << k};
}
template <int k>
SY_INLINE U32 shift_right(U32 a) {
  return {a.v >> k};
}

template <uint32_t x>
SY_INLINE U32 literal() {
  return {x};
}
inline constexpr int kLookupBits = 5;
template <int bits>
SY_INLINE U32 lookup(const uint32_t* table, U32 index) {
  static_assert(bits <= kLookupBits);
  return {table[index.v & ((1u << bits) - 1)]};
}

struct Wide {
  uint64_t v;
};

SY_INLINE Wide mul_wide(U32 a, U32 b) { return {uint64_t{a.v} * b.v}; }
SY_INLINE Wide mul_wide_signed(U32 a, U32 b) {
  return {static_cast<uint64_t>(int64_t{static_cast<int32_t>(a.v)} * static_cast<int32_t>(b.v))};
}
SY_INLINE Wide mul_low_halves(Wide a, U32 b) { return {uint64_t{static_cast<uint32_t>(a.v)} * b.v}; }
SY_INLINE Wide operator+(Wide a, Wide b) { return {a.v + b.v}; }
SY_INLINE Wide operator-(Wide a, Wide b) { return {a.v - b.v}; }
SY_INLINE U32 high(Wide w) { return {static_cast<uint32_t>(w.v >> 32)}; }
SY_INLINE U32 low(Wide w) { return {static_cast<uint32_t>(w.v)}; }

struct U64 {
  static constexpr int kLanes = 1;
  static constexpr int kRegisters = 16;
  uint64_t v;

  static SY_INLINE U64 load(const uint64_t* p) { return {*p}; }
  static SY_INLINE U64 load_words(const uint32_t* p) { return {p[0] | uint64_t{p[1]} << 32}; }
  static SY_INLINE U64 broadcast(uint64_t x) { return {x}; }
  SY_INLINE void store(uint64_t* p) const { *p = v; }
  SY_INLINE void store_words(uint32_t* p) const {
    p[0] = static_cast<uint32_t>(v);
    p[1] = static_cast<uint32_t>(v >> 32);
  }
};

SY_INLINE U64 operator^(U64 a, U64 b) { return {a.v ^ b.v}; }
SY_INLINE U64 xor3(U64 a, U64 b, U64 c) { return {a.v ^ b.v ^ c.v}; }
SY_INLINE U64 chi(U64 a, U64 b, U64 c) { return {a.v ^ (~b.v & c.v)}; }
template <int k>
SY_INLINE U64 rotate_left(U64 a) {
  return {(a.v << k) | (a.v >> (64 - k))};
}

SY_INLINE void transpose(U32 (&)[1]) {}
SY_INLINE void transpose(U64 (&)[1]) {}

// Arithmetic on the halves of Wide, for products that stay unreduced; lanes.h says what each means.
SY_INLINE Wide high_to_low(Wide a) { return {a.v >> 32}; }
SY_INLINE Wide mul_halves_signed(Wide a, Wide b) {
  return mul_wide_signed({static_cast<uint32_t>(a.v)}, {static_cast<uint32_t>(b.v)});
}
SY_INLINE Wide mul_halves_signed(Wide a, U32 b) { return mul_wide_signed({static_cast<uint32_t>(a.v)}, b); }
SY_INLINE U32 average16(U32 a, U32 b) {
  const uint32_t low = ((a.v & 0xffff) + (b.v & 0xffff) + 1) >> 1;
  const uint32_t high = ((a.v >> 16) + (b.v >> 16) + 1) >> 1;
  return {high << 16 | low};
}

SY_INLINE void streaming_fence() {}

// Sums of products that are reduced late, and elements of several words; see lanes.h.
SY_INLINE Wide load_wide(const uint64_t* p) { return {*p}; }
SY_INLINE void store_wide(Wide w, uint64_t* p) { *p = w.v; }
SY_INLINE Wide broadcast_wide(uint64_t x) { return {x}; }
using Factor = Wide;
SY_INLINE Factor widen(U32 a) { return {a.v}; }
SY_INLINE Factor widen_uniform(uint32_t x) { return {x}; }
SY_INLINE Wide mul_wide(Factor a, Factor b) {
  return {uint64_t{static_cast<uint32_t>(a.v)} * static_cast<uint32_t>(b.v)};
}
SY_INLINE Wide min_high(Wide a, Wide b) { return {a.v < b.v ? a.v : b.v}; }
SY_INLINE U64 add_halves(Wide w) { return {w.v}; }
SY_INLINE U64 operator+(U64 a, U64 b) { return {a.v + b.v}; }
SY_INLINE U64 operator-(U64 a, U64 b) { return {a.v - b.v}; }
SY_INLINE void sum_halves(U64 a, uint64_t& high, uint64_t& low) {
  high = a.v >> 32;
  low = static_cast<uint32_t>(a.v);
}
SY_INLINE U64 min_high(U64 a, U64 b) { return {a.v < b.v ? a.v : b.v}; }
template <int degree>
SY_INLINE void load_interleaved(const uint32_t* p, U32 (&c)[degree]) {
  for (int k = 0; k < degree; ++k) c[k].v = p[k];
}
template <int degree>
SY_INLINE void store_interleaved(const U32 (&c)[degree], uint32_t* p) {
  for (int k = 0; k < degree; ++k) p[k] = c[k].v;
}
SY_INLINE void unzip(U32 a, U32 b, U32& even, U32& odd) { even = a, odd = b; }

SY_INLINE Wide high_halves(Wide w) { return {w.v >> 32}; }
SY_INLINE Wide raise_low_halves(Wide w) { return {w.v << 32}; }

// Columns of tables; see lanes.h.
SY_INLINE U32 load_halves(const uint64_t* p, int index) {
  return {static_cast<uint32_t>(p[index / 4] >> (16 * (index % 4))) & 0xffff};
}
SY_INLINE U32 keep_where(uint32_t bits, U32 a) { return {bits & 1 ? a.v : 0}; }

}  // namespace switchyard::cpu::scalar
