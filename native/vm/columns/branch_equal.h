// Column numbers of the chip branch_equal. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::branch_equal {

inline constexpr uint32_t kWidth = 17;
inline constexpr uint32_t kPreprocessedWidth = 0;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // isBeq: taken if equal
  SY_INLINE constexpr uint32_t isBeq() const { return base; }
  // isBne: taken if not
  SY_INLINE constexpr uint32_t isBne() const { return base + 1; }
  // pc: where the instruction is, a word number
  SY_INLINE constexpr uint32_t pc() const { return base + 2; }
  // time: of the step
  SY_INLINE constexpr uint32_t time() const { return base + 3; }
  // rs1: register of the first operand
  SY_INLINE constexpr uint32_t rs1() const { return base + 4; }
  // rs2: register of the second operand
  SY_INLINE constexpr uint32_t rs2() const { return base + 5; }
  // target: where the branch goes if taken
  SY_INLINE constexpr uint32_t target() const { return base + 6; }
  // next: where the machine goes on
  SY_INLINE constexpr uint32_t next() const { return base + 7; }
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
  SY_INLINE constexpr A a() const { return {base + 8}; }
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
  SY_INLINE constexpr B b() const { return {base + 11}; }
  // equal: whether a = b
  SY_INLINE constexpr uint32_t equal() const { return base + 14; }
  // inverse[2]: show that a limb of a - b is not 0
  SY_INLINE constexpr uint32_t inverse(uint32_t i0) const { return base + 15 + i0; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::branch_equal
