// Column numbers of the chip table. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::table {

inline constexpr uint32_t kWidth = 7;
inline constexpr uint32_t kPreprocessedWidth = 9;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // range16: queries that the row answers: v is a limb
  SY_INLINE constexpr uint32_t range16() const { return base; }
  // range11: v mod 2^11 is below 2^11
  SY_INLINE constexpr uint32_t range11() const { return base + 1; }
  // align: v and v mod 4
  SY_INLINE constexpr uint32_t align() const { return base + 2; }
  // bytes: a and b are bytes
  SY_INLINE constexpr uint32_t bytes() const { return base + 3; }
  // exclusiveOr: a, b and their exclusive or
  SY_INLINE constexpr uint32_t exclusiveOr() const { return base + 4; }
  // shiftLeft: v as an amount of shifts to the left
  SY_INLINE constexpr uint32_t shiftLeft() const { return base + 5; }
  // shiftRight: v as an amount of shifts to the right
  SY_INLINE constexpr uint32_t shiftRight() const { return base + 6; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

struct Preprocessed {
  uint32_t base;
  // v: row number
  SY_INLINE constexpr uint32_t v() const { return base; }
  // offset: v mod 4
  SY_INLINE constexpr uint32_t offset() const { return base + 1; }
  // a: upper byte of v
  SY_INLINE constexpr uint32_t a() const { return base + 2; }
  // b: lower byte of v
  SY_INLINE constexpr uint32_t b() const { return base + 3; }
  // exclusiveOr: their exclusive or
  SY_INLINE constexpr uint32_t exclusiveOr() const { return base + 4; }
  // whole: whole bytes of v as a shift amount
  SY_INLINE constexpr uint32_t whole() const { return base + 5; }
  // left: 2^(v mod 8)
  SY_INLINE constexpr uint32_t left() const { return base + 6; }
  // right: 2^(8 - v mod 8)
  SY_INLINE constexpr uint32_t right() const { return base + 7; }
  // low: v mod 2^11
  SY_INLINE constexpr uint32_t low() const { return base + 8; }
};
SY_INLINE constexpr Preprocessed preprocessed() { return {0}; }

}  // namespace switchyard::chips::table
