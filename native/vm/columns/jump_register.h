// Column numbers of the chip jump_register. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::jump_register {

inline constexpr uint32_t kWidth = 17;
inline constexpr uint32_t kPreprocessedWidth = 0;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // real: whether the row is a step
  SY_INLINE constexpr uint32_t real() const { return base; }
  // pc: where the instruction is, a word number
  SY_INLINE constexpr uint32_t pc() const { return base + 1; }
  // time: of the step
  SY_INLINE constexpr uint32_t time() const { return base + 2; }
  // rd: destination
  SY_INLINE constexpr uint32_t rd() const { return base + 3; }
  // rs1: register of the base
  SY_INLINE constexpr uint32_t rs1() const { return base + 4; }
  // imm: what is added to it
  SY_INLINE constexpr uint32_t imm() const { return base + 5; }
  struct Link {
    uint32_t base;
    // lo: address of the next instruction, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: address of the next instruction, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // link
  SY_INLINE constexpr Link link() const { return {base + 6}; }
  struct A {
    uint32_t base;
    // lo: base, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: base, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
    // time: since when it has been there
    SY_INLINE constexpr uint32_t time() const { return base + 2; }
  };
  // a
  SY_INLINE constexpr A a() const { return {base + 8}; }
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
  SY_INLINE constexpr Old old() const { return {base + 11}; }
  // carry: out of the lower limb of the address: -1, 0 or 1
  SY_INLINE constexpr uint32_t carry() const { return base + 14; }
  // wrap: whether the address exceeds 32 bits
  SY_INLINE constexpr uint32_t wrap() const { return base + 15; }
  // odd: bit 0 of the address
  SY_INLINE constexpr uint32_t odd() const { return base + 16; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::jump_register
