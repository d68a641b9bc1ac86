// Column numbers of the chip store_part. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::store_part {

inline constexpr uint32_t kWidth = 27;
inline constexpr uint32_t kPreprocessedWidth = 0;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // isSb: byte
  SY_INLINE constexpr uint32_t isSb() const { return base; }
  // isSh: half word
  SY_INLINE constexpr uint32_t isSh() const { return base + 1; }
  // pc: where the instruction is, a word number
  SY_INLINE constexpr uint32_t pc() const { return base + 2; }
  // time: of the step
  SY_INLINE constexpr uint32_t time() const { return base + 3; }
  // rs1: register of the base
  SY_INLINE constexpr uint32_t rs1() const { return base + 4; }
  // rs2: register of what is stored
  SY_INLINE constexpr uint32_t rs2() const { return base + 5; }
  // imm: what is added to the base
  SY_INLINE constexpr uint32_t imm() const { return base + 6; }
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
  SY_INLINE constexpr A a() const { return {base + 7}; }
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
  SY_INLINE constexpr B b() const { return {base + 10}; }
  // carry: out of the lower limb of the address: -1, 0 or 1
  SY_INLINE constexpr uint32_t carry() const { return base + 13; }
  // wrap: whether the address exceeds 32 bits
  SY_INLINE constexpr uint32_t wrap() const { return base + 14; }
  struct M {
    uint32_t base;
    // lo: what the word held, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: what the word held, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
    // time: since when it has been there
    SY_INLINE constexpr uint32_t time() const { return base + 2; }
    // low: lower part of the time since then
    SY_INLINE constexpr uint32_t low() const { return base + 3; }
  };
  // m
  SY_INLINE constexpr M m() const { return {base + 15}; }
  // o0: bit 0 of the address
  SY_INLINE constexpr uint32_t o0() const { return base + 19; }
  // o1: bit 1 of the address
  SY_INLINE constexpr uint32_t o1() const { return base + 20; }
  // half: half word that holds the address
  SY_INLINE constexpr uint32_t half() const { return base + 21; }
  // b0: its lower byte
  SY_INLINE constexpr uint32_t b0() const { return base + 22; }
  // x0: lowest byte of b
  SY_INLINE constexpr uint32_t x0() const { return base + 23; }
  // n: what the half word becomes
  SY_INLINE constexpr uint32_t n() const { return base + 24; }
  struct NewWord {
    uint32_t base;
    // lo: what the word becomes, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: what the word becomes, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // newWord
  SY_INLINE constexpr NewWord newWord() const { return {base + 25}; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::store_part
