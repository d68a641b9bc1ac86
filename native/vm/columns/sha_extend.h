// Column numbers of the chip sha_extend. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::sha_extend {

inline constexpr uint32_t kWidth = 72;
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
    // lo: where the schedule is, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: where the schedule is, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
    // time: since when it has been there
    SY_INLINE constexpr uint32_t time() const { return base + 2; }
  };
  // a0
  SY_INLINE constexpr A0 a0() const { return {base + 4}; }
  // a1Time: since when a1 has held 0
  SY_INLINE constexpr uint32_t a1Time() const { return base + 7; }
  struct W {
    uint32_t base;
    // lo: word of the block, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: word of the block, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
    // time: since when it has been there
    SY_INLINE constexpr uint32_t time() const { return base + 2; }
    // low: lower part of the time since then
    SY_INLINE constexpr uint32_t low() const { return base + 3; }
  };
  // w[16]
  SY_INLINE constexpr W w(uint32_t i0) const { return {base + 8 + 4 * i0}; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::sha_extend
