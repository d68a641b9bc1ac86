// Column numbers of the chip load_part. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::load_part {

inline constexpr uint32_t kWidth = 29;
inline constexpr uint32_t kPreprocessedWidth = 0;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // isLb: byte, signed
  SY_INLINE constexpr uint32_t isLb() const { return base; }
  // isLbu: byte
  SY_INLINE constexpr uint32_t isLbu() const { return base + 1; }
  // isLh: half word, signed
  SY_INLINE constexpr uint32_t isLh() const { return base + 2; }
  // isLhu: half word
  SY_INLINE constexpr uint32_t isLhu() const { return base + 3; }
  // pc: where the instruction is, a word number
  SY_INLINE constexpr uint32_t pc() const { return base + 4; }
  // time: of the step
  SY_INLINE constexpr uint32_t time() const { return base + 5; }
  // rd: destination
  SY_INLINE constexpr uint32_t rd() const { return base + 6; }
  // rs1: register of the base
  SY_INLINE constexpr uint32_t rs1() const { return base + 7; }
  // imm: what is added to it
  SY_INLINE constexpr uint32_t imm() const { return base + 8; }
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
  SY_INLINE constexpr A a() const { return {base + 9}; }
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
  SY_INLINE constexpr Old old() const { return {base + 12}; }
  // carry: out of the lower limb of the address: -1, 0 or 1
  SY_INLINE constexpr uint32_t carry() const { return base + 15; }
  // wrap: whether the address exceeds 32 bits
  SY_INLINE constexpr uint32_t wrap() const { return base + 16; }
  struct M {
    uint32_t base;
    // lo: word in memory, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: word in memory, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
    // time: since when it has been there
    SY_INLINE constexpr uint32_t time() const { return base + 2; }
    // low: lower part of the time since then
    SY_INLINE constexpr uint32_t low() const { return base + 3; }
  };
  // m
  SY_INLINE constexpr M m() const { return {base + 17}; }
  // o0: bit 0 of the address
  SY_INLINE constexpr uint32_t o0() const { return base + 21; }
  // o1: bit 1 of the address
  SY_INLINE constexpr uint32_t o1() const { return base + 22; }
  // half: half word that holds the address
  SY_INLINE constexpr uint32_t half() const { return base + 23; }
  // b0: its lower byte
  SY_INLINE constexpr uint32_t b0() const { return base + 24; }
  // byte: byte at the address
  SY_INLINE constexpr uint32_t byte() const { return base + 25; }
  // top: highest byte of what is loaded
  SY_INLINE constexpr uint32_t top() const { return base + 26; }
  // sign: whether that is negative, where it is signed
  SY_INLINE constexpr uint32_t sign() const { return base + 27; }
  // rLo: lower limb of the result
  SY_INLINE constexpr uint32_t rLo() const { return base + 28; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::load_part
