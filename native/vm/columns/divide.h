// Column numbers of the chip divide. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::divide {

inline constexpr uint32_t kWidth = 43;
inline constexpr uint32_t kPreprocessedWidth = 0;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // isDiv: signed quotient
  SY_INLINE constexpr uint32_t isDiv() const { return base; }
  // isDivu: unsigned quotient
  SY_INLINE constexpr uint32_t isDivu() const { return base + 1; }
  // isRem: signed remainder
  SY_INLINE constexpr uint32_t isRem() const { return base + 2; }
  // isRemu: unsigned remainder
  SY_INLINE constexpr uint32_t isRemu() const { return base + 3; }
  // pc: where the instruction is, a word number
  SY_INLINE constexpr uint32_t pc() const { return base + 4; }
  // time: of the step
  SY_INLINE constexpr uint32_t time() const { return base + 5; }
  // rd: destination
  SY_INLINE constexpr uint32_t rd() const { return base + 6; }
  // rs1: register of the dividend
  SY_INLINE constexpr uint32_t rs1() const { return base + 7; }
  // rs2: register of the divisor
  SY_INLINE constexpr uint32_t rs2() const { return base + 8; }
  struct A {
    uint32_t base;
    // lo: dividend, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: dividend, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
    // time: since when it has been there
    SY_INLINE constexpr uint32_t time() const { return base + 2; }
  };
  // a
  SY_INLINE constexpr A a() const { return {base + 9}; }
  struct B {
    uint32_t base;
    // lo: divisor, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: divisor, upper limb
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
  // aSign: whether a is negative, where it is signed
  SY_INLINE constexpr uint32_t aSign() const { return base + 18; }
  // bSign: whether b is negative, where it is signed
  SY_INLINE constexpr uint32_t bSign() const { return base + 19; }
  // qSign: whether one of them is
  SY_INLINE constexpr uint32_t qSign() const { return base + 20; }
  struct Dividend {
    uint32_t base;
    // lo: absolute value of a, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: absolute value of a, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // dividend
  SY_INLINE constexpr Dividend dividend() const { return {base + 21}; }
  struct Divisor {
    uint32_t base;
    // lo: absolute value of b, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: absolute value of b, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // divisor
  SY_INLINE constexpr Divisor divisor() const { return {base + 23}; }
  // divisorByte[2]: lower byte of each limb of it
  SY_INLINE constexpr uint32_t divisorByte(uint32_t i0) const { return base + 25 + i0; }
  struct Quotient {
    uint32_t base;
    // lo: absolute value of q, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: absolute value of q, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // quotient
  SY_INLINE constexpr Quotient quotient() const { return {base + 27}; }
  // quotientByte[2]: lower byte of each limb of it
  SY_INLINE constexpr uint32_t quotientByte(uint32_t i0) const { return base + 29 + i0; }
  struct Q {
    uint32_t base;
    // lo: quotient, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: quotient, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // q
  SY_INLINE constexpr Q q() const { return {base + 31}; }
  struct Remainder {
    uint32_t base;
    // lo: absolute value of r, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: absolute value of r, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // remainder
  SY_INLINE constexpr Remainder remainder() const { return {base + 33}; }
  struct R {
    uint32_t base;
    // lo: remainder, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: remainder, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // r
  SY_INLINE constexpr R r() const { return {base + 35}; }
  // bZero: whether b is 0
  SY_INLINE constexpr uint32_t bZero() const { return base + 37; }
  // bInverse: inverse of the sum of the limbs of b
  SY_INLINE constexpr uint32_t bInverse() const { return base + 38; }
  // gap: lower limb of divisor - remainder - 1
  SY_INLINE constexpr uint32_t gap() const { return base + 39; }
  // carry: out of the lower limb of quotient · divisor + remainder
  SY_INLINE constexpr uint32_t carry() const { return base + 40; }
  struct Out {
    uint32_t base;
    // lo: result, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: result, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // out
  SY_INLINE constexpr Out out() const { return {base + 41}; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::divide
