// Column numbers of the chip multiply. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::multiply {

inline constexpr uint32_t kWidth = 34;
inline constexpr uint32_t kPreprocessedWidth = 0;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // isMul: lower half
  SY_INLINE constexpr uint32_t isMul() const { return base; }
  // isMulh: upper half, both signed
  SY_INLINE constexpr uint32_t isMulh() const { return base + 1; }
  // isMulhsu: upper half, a signed
  SY_INLINE constexpr uint32_t isMulhsu() const { return base + 2; }
  // isMulhu: upper half, unsigned
  SY_INLINE constexpr uint32_t isMulhu() const { return base + 3; }
  // pc: where the instruction is, a word number
  SY_INLINE constexpr uint32_t pc() const { return base + 4; }
  // time: of the step
  SY_INLINE constexpr uint32_t time() const { return base + 5; }
  // rd: destination
  SY_INLINE constexpr uint32_t rd() const { return base + 6; }
  // rs1: register of the first operand
  SY_INLINE constexpr uint32_t rs1() const { return base + 7; }
  // rs2: register of the second operand
  SY_INLINE constexpr uint32_t rs2() const { return base + 8; }
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
  SY_INLINE constexpr A a() const { return {base + 9}; }
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
  SY_INLINE constexpr B b() const { return {base + 12}; }
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
  SY_INLINE constexpr Old old() const { return {base + 15}; }
  // aByte[2]: lower byte of each limb of a
  SY_INLINE constexpr uint32_t aByte(uint32_t i0) const { return base + 18 + i0; }
  // bByte[2]: lower byte of each limb of b
  SY_INLINE constexpr uint32_t bByte(uint32_t i0) const { return base + 20 + i0; }
  // q[4]: limbs of the product
  SY_INLINE constexpr uint32_t q(uint32_t i0) const { return base + 22 + i0; }
  // carry[4]: out of each limb
  SY_INLINE constexpr uint32_t carry(uint32_t i0) const { return base + 26 + i0; }
  // aSign: whether a is negative, where it is signed
  SY_INLINE constexpr uint32_t aSign() const { return base + 30; }
  // bSign: whether b is negative, where it is signed
  SY_INLINE constexpr uint32_t bSign() const { return base + 31; }
  struct R {
    uint32_t base;
    // lo: result, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: result, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // r
  SY_INLINE constexpr R r() const { return {base + 32}; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::multiply
