// Column numbers of the chip bitwise. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::bitwise {

inline constexpr uint32_t kWidth = 29;
inline constexpr uint32_t kPreprocessedWidth = 0;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // isXor
  SY_INLINE constexpr uint32_t isXor() const { return base; }
  // isOr
  SY_INLINE constexpr uint32_t isOr() const { return base + 1; }
  // isAnd
  SY_INLINE constexpr uint32_t isAnd() const { return base + 2; }
  // isImm: whether b is an immediate
  SY_INLINE constexpr uint32_t isImm() const { return base + 3; }
  // pc: where the instruction is, a word number
  SY_INLINE constexpr uint32_t pc() const { return base + 4; }
  // time: of the step
  SY_INLINE constexpr uint32_t time() const { return base + 5; }
  // rd: destination
  SY_INLINE constexpr uint32_t rd() const { return base + 6; }
  // rs1: register of the first operand
  SY_INLINE constexpr uint32_t rs1() const { return base + 7; }
  // x: register of the second operand, or lower limb of the immediate
  SY_INLINE constexpr uint32_t x() const { return base + 8; }
  // sign: whether the immediate is negative
  SY_INLINE constexpr uint32_t sign() const { return base + 9; }
  struct A {
    uint32_t base;
    // lo: first operand, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: first operand, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
    // time: since when it has been there
    SY_INLINE constexpr uint32_t time() const { return base + 2; }
  };
  // a
  SY_INLINE constexpr A a() const { return {base + 10}; }
  struct B {
    uint32_t base;
    // lo: second operand, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: second operand, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
    // time: since when it has been there
    SY_INLINE constexpr uint32_t time() const { return base + 2; }
  };
  // b
  SY_INLINE constexpr B b() const { return {base + 13}; }
  struct Old {
    uint32_t base;
    // lo: what the destination held, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: what the destination held, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
    // time: since when it has been there
    SY_INLINE constexpr uint32_t time() const { return base + 2; }
  };
  // old
  SY_INLINE constexpr Old old() const { return {base + 16}; }
  // aByte[2]: lower byte of each limb of a
  SY_INLINE constexpr uint32_t aByte(uint32_t i0) const { return base + 19 + i0; }
  // bByte[2]: lower byte of each limb of b
  SY_INLINE constexpr uint32_t bByte(uint32_t i0) const { return base + 21 + i0; }
  // c[4]: bytes of a xor b
  SY_INLINE constexpr uint32_t c(uint32_t i0) const { return base + 23 + i0; }
  struct R {
    uint32_t base;
    // lo: result, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: result, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // r
  SY_INLINE constexpr R r() const { return {base + 27}; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::bitwise
