// Column numbers of the chip hint_word. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::hint_word {

inline constexpr uint32_t kWidth = 10;
inline constexpr uint32_t kPreprocessedWidth = 0;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // real: whether the row is a word
  SY_INLINE constexpr uint32_t real() const { return base; }
  // address: number of the word
  SY_INLINE constexpr uint32_t address() const { return base + 1; }
  // left: words that the call has still to write, with this one
  SY_INLINE constexpr uint32_t left() const { return base + 2; }
  // time: of the step
  SY_INLINE constexpr uint32_t time() const { return base + 3; }
  struct V {
    uint32_t base;
    // lo: what is written, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: what is written, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // v
  SY_INLINE constexpr V v() const { return {base + 4}; }
  struct O {
    uint32_t base;
    // lo: what the word held, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: what the word held, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // o
  SY_INLINE constexpr O o() const { return {base + 6}; }
  struct M {
    uint32_t base;
    // time: since when it has been there
    SY_INLINE constexpr uint32_t time() const { return base; }
    // low: lower part of the time since then
    SY_INLINE constexpr uint32_t low() const { return base + 1; }
  };
  // m
  SY_INLINE constexpr M m() const { return {base + 8}; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::hint_word
