// Column numbers of the chip tree. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::tree {

inline constexpr uint32_t kWidth = 54;
inline constexpr uint32_t kPreprocessedWidth = 0;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // real: whether the row is a node
  SY_INLINE constexpr uint32_t real() const { return base; }
  // space: of the leaves below it
  SY_INLINE constexpr uint32_t space() const { return base + 1; }
  // level: leaves are 0
  SY_INLINE constexpr uint32_t level() const { return base + 2; }
  // index: among the nodes of its level
  SY_INLINE constexpr uint32_t index() const { return base + 3; }
  // leftTouched: whether a row says what the left child was and is
  SY_INLINE constexpr uint32_t leftTouched() const { return base + 4; }
  // rightTouched: likewise the right child
  SY_INLINE constexpr uint32_t rightTouched() const { return base + 5; }
  // leftBefore[8]: left child before
  SY_INLINE constexpr uint32_t leftBefore(uint32_t i0) const { return base + 6 + i0; }
  // rightBefore[8]: right child before
  SY_INLINE constexpr uint32_t rightBefore(uint32_t i0) const { return base + 14 + i0; }
  // leftAfter[8]: left child after
  SY_INLINE constexpr uint32_t leftAfter(uint32_t i0) const { return base + 22 + i0; }
  // rightAfter[8]: right child after
  SY_INLINE constexpr uint32_t rightAfter(uint32_t i0) const { return base + 30 + i0; }
  // before[8]: digest before
  SY_INLINE constexpr uint32_t before(uint32_t i0) const { return base + 38 + i0; }
  // after[8]: digest after
  SY_INLINE constexpr uint32_t after(uint32_t i0) const { return base + 46 + i0; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::tree
