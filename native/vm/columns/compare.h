// Column numbers of the chip compare. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::compare {

inline constexpr uint32_t kWidth = 25;
inline constexpr uint32_t kPreprocessedWidth = 0;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // isSub
  SY_INLINE constexpr uint32_t isSub() const { return base; }
  // isSlt: signed comparison
  SY_INLINE constexpr uint32_t isSlt() const { return base + 1; }
  // isSltu: unsigned comparison
  SY_INLINE constexpr uint32_t isSltu() const { return base + 2; }
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
  struct D {
    uint32_t base;
    // lo: a - b, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: a - b, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // d
  SY_INLINE constexpr D d() const { return {base + 19}; }
  // aSign: whether a is negative, for signed comparison
  SY_INLINE constexpr uint32_t aSign() const { return base + 21; }
  // bSign: whether b is negative, for signed comparison
  SY_INLINE constexpr uint32_t bSign() const { return base + 22; }
  struct R {
    uint32_t base;
    // lo: result, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: result, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // r
  SY_INLINE constexpr R r() const { return {base + 23}; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::compare
