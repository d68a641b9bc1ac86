// Column numbers of the chip branch_less. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::branch_less {

inline constexpr uint32_t kWidth = 20;
inline constexpr uint32_t kPreprocessedWidth = 0;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // isBlt: taken if less, signed
  SY_INLINE constexpr uint32_t isBlt() const { return base; }
  // isBge: taken if not less, signed
  SY_INLINE constexpr uint32_t isBge() const { return base + 1; }
  // isBltu: taken if less, unsigned
  SY_INLINE constexpr uint32_t isBltu() const { return base + 2; }
  // isBgeu: taken if not less, unsigned
  SY_INLINE constexpr uint32_t isBgeu() const { return base + 3; }
  // pc: where the instruction is, a word number
  SY_INLINE constexpr uint32_t pc() const { return base + 4; }
  // time: of the step
  SY_INLINE constexpr uint32_t time() const { return base + 5; }
  // rs1: register of the first operand
  SY_INLINE constexpr uint32_t rs1() const { return base + 6; }
  // rs2: register of the second operand
  SY_INLINE constexpr uint32_t rs2() const { return base + 7; }
  // target: where the branch goes if taken
  SY_INLINE constexpr uint32_t target() const { return base + 8; }
  // next: where the machine goes on
  SY_INLINE constexpr uint32_t next() const { return base + 9; }
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
  struct D {
    uint32_t base;
    // lo: a - b, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: a - b, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // d
  SY_INLINE constexpr D d() const { return {base + 16}; }
  // aSign: whether a is negative, for signed comparison
  SY_INLINE constexpr uint32_t aSign() const { return base + 18; }
  // bSign: whether b is negative, for signed comparison
  SY_INLINE constexpr uint32_t bSign() const { return base + 19; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::branch_less
