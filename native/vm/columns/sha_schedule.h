// Column numbers of the chip sha_schedule. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::sha_schedule {

inline constexpr uint32_t kWidth = 597;
inline constexpr uint32_t kPreprocessedWidth = 0;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // real: whether the row belongs to a call
  SY_INLINE constexpr uint32_t real() const { return base; }
  // isLast: whether it ends the schedule
  SY_INLINE constexpr uint32_t isLast() const { return base + 1; }
  // time: of the step
  SY_INLINE constexpr uint32_t time() const { return base + 2; }
  // address: number of the first word that is computed
  SY_INLINE constexpr uint32_t address() const { return base + 3; }
  // left: rows of the call, from this one on
  SY_INLINE constexpr uint32_t left() const { return base + 4; }
  struct W0 {
    uint32_t base;
    // lo: the oldest word of the window, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: the oldest word of the window, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // w0
  SY_INLINE constexpr W0 w0() const { return {base + 5}; }
  // early[8][32]: bits of words 1 to 8
  SY_INLINE constexpr uint32_t early(uint32_t i0, uint32_t i1) const { return base + 7 + 32 * i0 + i1; }
  struct Middle {
    uint32_t base;
    // lo: words 9 to 13, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: words 9 to 13, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // middle[5]
  SY_INLINE constexpr Middle middle(uint32_t i0) const { return {base + 263 + 2 * i0}; }
  // late[2][32]: bits of words 14 and 15
  SY_INLINE constexpr uint32_t late(uint32_t i0, uint32_t i1) const { return base + 273 + 32 * i0 + i1; }
  // fresh[6][32]: bits of the first six new words
  SY_INLINE constexpr uint32_t fresh(uint32_t i0, uint32_t i1) const { return base + 337 + 32 * i0 + i1; }
  struct Last {
    uint32_t base;
    // lo: the last two new words, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: the last two new words, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // last[2]
  SY_INLINE constexpr Last last(uint32_t i0) const { return {base + 529 + 2 * i0}; }
  struct Carry {
    uint32_t base;
    // lo[2]: bits of the carry out of the lower limb
    SY_INLINE constexpr uint32_t lo(uint32_t i0) const { return base + i0; }
    // hi[2]: bits of the carry out of the upper limb
    SY_INLINE constexpr uint32_t hi(uint32_t i0) const { return base + 2 + i0; }
  };
  // carry[8]
  SY_INLINE constexpr Carry carry(uint32_t i0) const { return {base + 533 + 4 * i0}; }
  struct Held {
    uint32_t base;
    // lo: what the word held, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: what the word held, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
    // time: since when it has been there
    SY_INLINE constexpr uint32_t time() const { return base + 2; }
    // low: lower part of the time since then
    SY_INLINE constexpr uint32_t low() const { return base + 3; }
  };
  // held[8]
  SY_INLINE constexpr Held held(uint32_t i0) const { return {base + 565 + 4 * i0}; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::sha_schedule
