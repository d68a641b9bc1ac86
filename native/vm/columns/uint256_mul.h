// Column numbers of the chip uint256_mul. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::uint256_mul {

inline constexpr uint32_t kWidth = 283;
inline constexpr uint32_t kPreprocessedWidth = 0;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // real: whether the row is a step
  SY_INLINE constexpr uint32_t real() const { return base; }
  // pc: where the instruction is, a word number
  SY_INLINE constexpr uint32_t pc() const { return base + 1; }
  // time: of the step
  SY_INLINE constexpr uint32_t time() const { return base + 2; }
  // t0Time: since when t0 has held the number of the call
  SY_INLINE constexpr uint32_t t0Time() const { return base + 3; }
  struct A0 {
    uint32_t base;
    // lo: where x is, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: where x is, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
    // time: since when it has been there
    SY_INLINE constexpr uint32_t time() const { return base + 2; }
  };
  // a0
  SY_INLINE constexpr A0 a0() const { return {base + 4}; }
  struct A1 {
    uint32_t base;
    // lo: where y is, and m behind it, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: where y is, and m behind it, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
    // time: since when it has been there
    SY_INLINE constexpr uint32_t time() const { return base + 2; }
  };
  // a1
  SY_INLINE constexpr A1 a1() const { return {base + 7}; }
  struct X {
    uint32_t base;
    // byte[32]: byte of x
    SY_INLINE constexpr uint32_t byte(uint32_t i0) const { return base + i0; }
    struct Word {
      uint32_t base;
      // time: since when a word of x has been there
      SY_INLINE constexpr uint32_t time() const { return base; }
      // low: lower part of the time since then
      SY_INLINE constexpr uint32_t low() const { return base + 1; }
    };
    // word[8]
    SY_INLINE constexpr Word word(uint32_t i0) const { return {base + 32 + 2 * i0}; }
  };
  // x
  SY_INLINE constexpr X x() const { return {base + 10}; }
  struct Y {
    uint32_t base;
    // byte[32]: byte of y
    SY_INLINE constexpr uint32_t byte(uint32_t i0) const { return base + i0; }
    struct Word {
      uint32_t base;
      // time: since when a word of y has been there
      SY_INLINE constexpr uint32_t time() const { return base; }
      // low: lower part of the time since then
      SY_INLINE constexpr uint32_t low() const { return base + 1; }
    };
    // word[8]
    SY_INLINE constexpr Word word(uint32_t i0) const { return {base + 32 + 2 * i0}; }
  };
  // y
  SY_INLINE constexpr Y y() const { return {base + 58}; }
  struct M {
    uint32_t base;
    // byte[32]: byte of m
    SY_INLINE constexpr uint32_t byte(uint32_t i0) const { return base + i0; }
    struct Word {
      uint32_t base;
      // time: since when a word of m has been there
      SY_INLINE constexpr uint32_t time() const { return base; }
      // low: lower part of the time since then
      SY_INLINE constexpr uint32_t low() const { return base + 1; }
    };
    // word[8]
    SY_INLINE constexpr Word word(uint32_t i0) const { return {base + 32 + 2 * i0}; }
  };
  // m
  SY_INLINE constexpr M m() const { return {base + 106}; }
  // q[64]: byte of the quotient
  SY_INLINE constexpr uint32_t q(uint32_t i0) const { return base + 154 + i0; }
  struct R {
    uint32_t base;
    // lo: word of the remainder, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: word of the remainder, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // r[8]
  SY_INLINE constexpr R r(uint32_t i0) const { return {base + 218 + 2 * i0}; }
  // carry[31]: out of each limb of x y - q m - r
  SY_INLINE constexpr uint32_t carry(uint32_t i0) const { return base + 234 + i0; }
  // isZero: whether m is 0
  SY_INLINE constexpr uint32_t isZero() const { return base + 265; }
  // above[16]: whether this is the highest limb in which m and r differ
  SY_INLINE constexpr uint32_t above(uint32_t i0) const { return base + 266 + i0; }
  // gap: by how much m exceeds r there, less 1
  SY_INLINE constexpr uint32_t gap() const { return base + 282; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::uint256_mul
