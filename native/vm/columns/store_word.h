// Column numbers of the chip store_word. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::store_word {

inline constexpr uint32_t kWidth = 18;
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
  // rs1: register of the base
  SY_INLINE constexpr uint32_t rs1() const { return base + 3; }
  // rs2: register of what is stored
  SY_INLINE constexpr uint32_t rs2() const { return base + 4; }
  // imm: what is added to the base
  SY_INLINE constexpr uint32_t imm() const { return base + 5; }
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
  SY_INLINE constexpr A a() const { return {base + 6}; }
  struct B {
    uint32_t base;
    // lo: what is stored, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: what is stored, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
    // time: since when it has been there
    SY_INLINE constexpr uint32_t time() const { return base + 2; }
  };
  // b
  SY_INLINE constexpr B b() const { return {base + 9}; }
  // carry: out of the lower limb of the address: -1, 0 or 1
  SY_INLINE constexpr uint32_t carry() const { return base + 12; }
  // wrap: whether the address exceeds 32 bits
  SY_INLINE constexpr uint32_t wrap() const { return base + 13; }
  struct O {
    uint32_t base;
    // lo: what the word held, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: what the word held, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // o
  SY_INLINE constexpr O o() const { return {base + 14}; }
  struct M {
    uint32_t base;
    // time: since when it has been there
    SY_INLINE constexpr uint32_t time() const { return base; }
    // low: lower part of the time since then
    SY_INLINE constexpr uint32_t low() const { return base + 1; }
  };
  // m
  SY_INLINE constexpr M m() const { return {base + 16}; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::store_word
