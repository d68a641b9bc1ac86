// Column numbers of the chip connector. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::connector {

inline constexpr uint32_t kWidth = 79;
inline constexpr uint32_t kPreprocessedWidth = 0;
inline constexpr uint32_t kPublicValueCount = 19;

struct Columns {
  uint32_t base;
  // real: 1 on the first row alone
  SY_INLINE constexpr uint32_t real() const { return base; }
  // firstPc: where the shard begins, a word number
  SY_INLINE constexpr uint32_t firstPc() const { return base + 1; }
  // lastPc: where it ends
  SY_INLINE constexpr uint32_t lastPc() const { return base + 2; }
  // lastTime: after its last step
  SY_INLINE constexpr uint32_t lastTime() const { return base + 3; }
  // halted: the halted word at the end
  SY_INLINE constexpr uint32_t halted() const { return base + 4; }
  struct M {
    uint32_t base;
    // time: since when it has been there
    SY_INLINE constexpr uint32_t time() const { return base; }
    // low: lower part of the time since then
    SY_INLINE constexpr uint32_t low() const { return base + 1; }
  };
  // m
  SY_INLINE constexpr M m() const { return {base + 5}; }
  // dataBefore[8]: root of data before
  SY_INLINE constexpr uint32_t dataBefore(uint32_t i0) const { return base + 7 + i0; }
  // dataAfter[8]: root of data after
  SY_INLINE constexpr uint32_t dataAfter(uint32_t i0) const { return base + 15 + i0; }
  // code[8]: root of code
  SY_INLINE constexpr uint32_t code(uint32_t i0) const { return base + 23 + i0; }
  // systemBefore[8]: root of the system page before
  SY_INLINE constexpr uint32_t systemBefore(uint32_t i0) const { return base + 31 + i0; }
  // systemAfter[8]: root of the system page after
  SY_INLINE constexpr uint32_t systemAfter(uint32_t i0) const { return base + 39 + i0; }
  // pairBefore[8]: data and code before
  SY_INLINE constexpr uint32_t pairBefore(uint32_t i0) const { return base + 47 + i0; }
  // pairAfter[8]: data and code after
  SY_INLINE constexpr uint32_t pairAfter(uint32_t i0) const { return base + 55 + i0; }
  // rootBefore[8]: root before
  SY_INLINE constexpr uint32_t rootBefore(uint32_t i0) const { return base + 63 + i0; }
  // rootAfter[8]: root after
  SY_INLINE constexpr uint32_t rootAfter(uint32_t i0) const { return base + 71 + i0; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

struct PublicValues {
  uint32_t base;
  // firstPc: where the shard begins, a word number
  SY_INLINE constexpr uint32_t firstPc() const { return base; }
  // lastPc: where it ends
  SY_INLINE constexpr uint32_t lastPc() const { return base + 1; }
  // rootBefore[8]: root before
  SY_INLINE constexpr uint32_t rootBefore(uint32_t i0) const { return base + 2 + i0; }
  // rootAfter[8]: root after
  SY_INLINE constexpr uint32_t rootAfter(uint32_t i0) const { return base + 10 + i0; }
  // halted: whether the machine has halted at the end
  SY_INLINE constexpr uint32_t halted() const { return base + 18; }
};
SY_INLINE constexpr PublicValues public_values() { return {0}; }

}  // namespace switchyard::chips::connector
