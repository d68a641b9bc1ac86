// Column numbers of the chip opcode. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::opcode {

inline constexpr uint32_t kWidth = 1;
inline constexpr uint32_t kPreprocessedWidth = 7;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // count: queries that the row answers
  SY_INLINE constexpr uint32_t count() const { return base; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

struct Preprocessed {
  uint32_t base;
  // major: bits 2 to 6 of the instruction
  SY_INLINE constexpr uint32_t major() const { return base; }
  // usesF3: whether it has the field funct3
  SY_INLINE constexpr uint32_t usesF3() const { return base + 1; }
  // usesF7: whether it has the field funct7
  SY_INLINE constexpr uint32_t usesF7() const { return base + 2; }
  // f3: funct3, or 0
  SY_INLINE constexpr uint32_t f3() const { return base + 3; }
  // f7: funct7, or 0
  SY_INLINE constexpr uint32_t f7() const { return base + 4; }
  // op: number of the decoded instruction, without immediates folded together
  SY_INLINE constexpr uint32_t op() const { return base + 5; }
  // decodeClass: how operands are decoded
  SY_INLINE constexpr uint32_t decodeClass() const { return base + 6; }
};
SY_INLINE constexpr Preprocessed preprocessed() { return {0}; }

}  // namespace switchyard::chips::opcode
