// Column numbers of the chip decode. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::decode {

inline constexpr uint32_t kWidth = 58;
inline constexpr uint32_t kPreprocessedWidth = 0;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // isRegister: two registers
  SY_INLINE constexpr uint32_t isRegister() const { return base; }
  // isImmediate: a register and an immediate
  SY_INLINE constexpr uint32_t isImmediate() const { return base + 1; }
  // isShift: a register and a shift amount
  SY_INLINE constexpr uint32_t isShift() const { return base + 2; }
  // isLoad
  SY_INLINE constexpr uint32_t isLoad() const { return base + 3; }
  // isStore
  SY_INLINE constexpr uint32_t isStore() const { return base + 4; }
  // isBranch
  SY_INLINE constexpr uint32_t isBranch() const { return base + 5; }
  // isJal
  SY_INLINE constexpr uint32_t isJal() const { return base + 6; }
  // isJalr
  SY_INLINE constexpr uint32_t isJalr() const { return base + 7; }
  // isLui
  SY_INLINE constexpr uint32_t isLui() const { return base + 8; }
  // isAuipc
  SY_INLINE constexpr uint32_t isAuipc() const { return base + 9; }
  // isFence
  SY_INLINE constexpr uint32_t isFence() const { return base + 10; }
  // isEcall
  SY_INLINE constexpr uint32_t isEcall() const { return base + 11; }
  // pc: where the instruction is, a word number
  SY_INLINE constexpr uint32_t pc() const { return base + 12; }
  // bit[32]: of the instruction, lowest first
  SY_INLINE constexpr uint32_t bit(uint32_t i0) const { return base + 13 + i0; }
  // usesF3: whether it has the field funct3
  SY_INLINE constexpr uint32_t usesF3() const { return base + 45; }
  // usesF7: whether it has the field funct7
  SY_INLINE constexpr uint32_t usesF7() const { return base + 46; }
  // f3: funct3, or 0
  SY_INLINE constexpr uint32_t f3() const { return base + 47; }
  // f7: funct7, or 0
  SY_INLINE constexpr uint32_t f7() const { return base + 48; }
  // op: number of the decoded instruction, without immediates folded together
  SY_INLINE constexpr uint32_t op() const { return base + 49; }
  // rdZero: whether bits 7 to 11 are 0
  SY_INLINE constexpr uint32_t rdZero() const { return base + 50; }
  // rdInverse: inverse of that field, or 0
  SY_INLINE constexpr uint32_t rdInverse() const { return base + 51; }
  // pcLow: pc mod 2^14
  SY_INLINE constexpr uint32_t pcLow() const { return base + 52; }
  struct V {
    uint32_t base;
    // lo: upper immediate or link, or 0, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: upper immediate or link, or 0, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // v
  SY_INLINE constexpr V v() const { return {base + 53}; }
  // carry[2]: out of its limbs
  SY_INLINE constexpr uint32_t carry(uint32_t i0) const { return base + 55 + i0; }
  // count: steps that use the row
  SY_INLINE constexpr uint32_t count() const { return base + 57; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::decode
