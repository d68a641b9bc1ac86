// Column numbers of the chip sha_rounds. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::sha_rounds {

inline constexpr uint32_t kWidth = 830;
inline constexpr uint32_t kPreprocessedWidth = 0;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // part[8]: whether these are the rounds 8 i to 8 i + 7
  SY_INLINE constexpr uint32_t part(uint32_t i0) const { return base + i0; }
  // time: of the step
  SY_INLINE constexpr uint32_t time() const { return base + 8; }
  // address: number of the row's first word of the schedule
  SY_INLINE constexpr uint32_t address() const { return base + 9; }
  // a[32]
  SY_INLINE constexpr uint32_t a(uint32_t i0) const { return base + 10 + i0; }
  // b[32]
  SY_INLINE constexpr uint32_t b(uint32_t i0) const { return base + 42 + i0; }
  // c[32]
  SY_INLINE constexpr uint32_t c(uint32_t i0) const { return base + 74 + i0; }
  struct D {
    uint32_t base;
    // lo: d, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: d, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // d
  SY_INLINE constexpr D d() const { return {base + 106}; }
  // e[32]
  SY_INLINE constexpr uint32_t e(uint32_t i0) const { return base + 108 + i0; }
  // f[32]
  SY_INLINE constexpr uint32_t f(uint32_t i0) const { return base + 140 + i0; }
  // g[32]
  SY_INLINE constexpr uint32_t g(uint32_t i0) const { return base + 172 + i0; }
  struct H {
    uint32_t base;
    // lo: h, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: h, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // h
  SY_INLINE constexpr H h() const { return {base + 204}; }
  struct Round {
    uint32_t base;
    // a[32]: a after the round
    SY_INLINE constexpr uint32_t a(uint32_t i0) const { return base + i0; }
    // e[32]: e after the round
    SY_INLINE constexpr uint32_t e(uint32_t i0) const { return base + 32 + i0; }
    struct CarryE {
      uint32_t base;
      // lo[3]: bits of the carry out of e's lower limb
      SY_INLINE constexpr uint32_t lo(uint32_t i0) const { return base + i0; }
      // hi[3]: bits of the carry out of e's upper limb
      SY_INLINE constexpr uint32_t hi(uint32_t i0) const { return base + 3 + i0; }
    };
    // carryE
    SY_INLINE constexpr CarryE carryE() const { return {base + 64}; }
    struct CarryA {
      uint32_t base;
      // lo[2]: bits of the carry out of a's lower limb, plus 1
      SY_INLINE constexpr uint32_t lo(uint32_t i0) const { return base + i0; }
      // hi[2]: bits of the carry out of a's upper limb, plus 1
      SY_INLINE constexpr uint32_t hi(uint32_t i0) const { return base + 2 + i0; }
    };
    // carryA
    SY_INLINE constexpr CarryA carryA() const { return {base + 70}; }
    struct W {
      uint32_t base;
      // lo: word of the schedule, lower limb
      SY_INLINE constexpr uint32_t lo() const { return base; }
      // hi: word of the schedule, upper limb
      SY_INLINE constexpr uint32_t hi() const { return base + 1; }
      // time: since when it has been there
      SY_INLINE constexpr uint32_t time() const { return base + 2; }
      // low: lower part of the time since then
      SY_INLINE constexpr uint32_t low() const { return base + 3; }
    };
    // w
    SY_INLINE constexpr W w() const { return {base + 74}; }
  };
  // round[8]
  SY_INLINE constexpr Round round(uint32_t i0) const { return {base + 206 + 78 * i0}; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::sha_rounds
