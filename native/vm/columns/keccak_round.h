// Column numbers of the chip keccak_round. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::keccak_round {

inline constexpr uint32_t kWidth = 2473;
inline constexpr uint32_t kPreprocessedWidth = 0;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // real: whether the row belongs to a call
  SY_INLINE constexpr uint32_t real() const { return base; }
  // round[24]: whether this is round i
  SY_INLINE constexpr uint32_t round(uint32_t i0) const { return base + 1 + i0; }
  // time: of the step
  SY_INLINE constexpr uint32_t time() const { return base + 25; }
  // a[5][5][4]: limb of A, the state before
  SY_INLINE constexpr uint32_t a(uint32_t i0, uint32_t i1, uint32_t i2) const { return base + 26 + 20 * i0 + 4 * i1 + i2; }
  // c[5][64]: C[x] = xor over y of A[x, y]
  SY_INLINE constexpr uint32_t c(uint32_t i0, uint32_t i1) const { return base + 126 + 64 * i0 + i1; }
  // cPrime[5][64]: C'[x] = C[x] ^ C[x-1] ^ rotl(C[x+1], 1)
  SY_INLINE constexpr uint32_t cPrime(uint32_t i0, uint32_t i1) const { return base + 446 + 64 * i0 + i1; }
  // aPrime[5][5][64]: A'[x, y] = A[x, y] ^ C[x] ^ C'[x]: after theta
  SY_INLINE constexpr uint32_t aPrime(uint32_t i0, uint32_t i1, uint32_t i2) const { return base + 766 + 320 * i0 + 64 * i1 + i2; }
  // chi[7]: bit 2^i - 1 of lane (0, 0) after chi
  SY_INLINE constexpr uint32_t chi(uint32_t i0) const { return base + 2366 + i0; }
  // out[5][5][4]: limb of the state after
  SY_INLINE constexpr uint32_t out(uint32_t i0, uint32_t i1, uint32_t i2) const { return base + 2373 + 20 * i0 + 4 * i1 + i2; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::keccak_round
