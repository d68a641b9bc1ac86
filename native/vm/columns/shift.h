// Column numbers of the chip shift. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::shift {

inline constexpr uint32_t kWidth = 37;
inline constexpr uint32_t kPreprocessedWidth = 0;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // isSll: to the left
  SY_INLINE constexpr uint32_t isSll() const { return base; }
  // isSrl: to the right
  SY_INLINE constexpr uint32_t isSrl() const { return base + 1; }
  // isSra: to the right, with copies of the sign
  SY_INLINE constexpr uint32_t isSra() const { return base + 2; }
  // isImm: whether the amount is an immediate
  SY_INLINE constexpr uint32_t isImm() const { return base + 3; }
  // pc: where the instruction is, a word number
  SY_INLINE constexpr uint32_t pc() const { return base + 4; }
  // time: of the step
  SY_INLINE constexpr uint32_t time() const { return base + 5; }
  // rd: destination
  SY_INLINE constexpr uint32_t rd() const { return base + 6; }
  // rs1: register of the first operand
  SY_INLINE constexpr uint32_t rs1() const { return base + 7; }
  // x: register of the amount, or the amount
  SY_INLINE constexpr uint32_t x() const { return base + 8; }
  struct A {
    uint32_t base;
    // lo: what is shifted, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: what is shifted, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
    // time: since when it has been there
    SY_INLINE constexpr uint32_t time() const { return base + 2; }
  };
  // a
  SY_INLINE constexpr A a() const { return {base + 9}; }
  struct B {
    uint32_t base;
    // lo: amount; its lowest 5 bits count, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: amount; its lowest 5 bits count, upper limb
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
  // by[4]: whether the amount has so many whole bytes
  SY_INLINE constexpr uint32_t by(uint32_t i0) const { return base + 20 + i0; }
  // power: what every byte of a is multiplied by, docs/vm.md 7.5
  SY_INLINE constexpr uint32_t power() const { return base + 24; }
  // l[4]: lower byte of each product
  SY_INLINE constexpr uint32_t l(uint32_t i0) const { return base + 25 + i0; }
  // h[4]: upper byte of each product
  SY_INLINE constexpr uint32_t h(uint32_t i0) const { return base + 29 + i0; }
  // negative: whether copies of the sign are ones
  SY_INLINE constexpr uint32_t negative() const { return base + 33; }
  // top: highest byte of the result if no whole byte is shifted, to the right
  SY_INLINE constexpr uint32_t top() const { return base + 34; }
  struct R {
    uint32_t base;
    // lo: result, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: result, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // r
  SY_INLINE constexpr R r() const { return {base + 35}; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::shift
