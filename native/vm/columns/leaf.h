// Column numbers of the chip leaf. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::leaf {

inline constexpr uint32_t kWidth = 59;
inline constexpr uint32_t kPreprocessedWidth = 0;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // real: whether the row is a leaf
  SY_INLINE constexpr uint32_t real() const { return base; }
  // space: of the leaf
  SY_INLINE constexpr uint32_t space() const { return base + 1; }
  // index: among the leaves of the space
  SY_INLINE constexpr uint32_t index() const { return base + 2; }
  // initial[16]: limbs before
  SY_INLINE constexpr uint32_t initial(uint32_t i0) const { return base + 3 + i0; }
  // final[16]: limbs after
  SY_INLINE constexpr uint32_t final(uint32_t i0) const { return base + 19 + i0; }
  // time[8]: since when the word holds what it holds at the end
  SY_INLINE constexpr uint32_t time(uint32_t i0) const { return base + 35 + i0; }
  // before[8]: digest before
  SY_INLINE constexpr uint32_t before(uint32_t i0) const { return base + 43 + i0; }
  // after[8]: digest after
  SY_INLINE constexpr uint32_t after(uint32_t i0) const { return base + 51 + i0; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::leaf
