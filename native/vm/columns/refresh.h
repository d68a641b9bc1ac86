// Column numbers of the chip refresh. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::refresh {

inline constexpr uint32_t kWidth = 8;
inline constexpr uint32_t kPreprocessedWidth = 0;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // real: whether the row is an access
  SY_INLINE constexpr uint32_t real() const { return base; }
  // space: of the word
  SY_INLINE constexpr uint32_t space() const { return base + 1; }
  // address: number of the word
  SY_INLINE constexpr uint32_t address() const { return base + 2; }
  struct V {
    uint32_t base;
    // lo: what it holds, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: what it holds, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // v
  SY_INLINE constexpr V v() const { return {base + 3}; }
  // time: since when
  SY_INLINE constexpr uint32_t time() const { return base + 5; }
  // low: lower part of the time since then
  SY_INLINE constexpr uint32_t low() const { return base + 6; }
  // slot: the time afterwards, in units of 2^10
  SY_INLINE constexpr uint32_t slot() const { return base + 7; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::refresh
