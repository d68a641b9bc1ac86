// Column numbers of the chip compression. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::compression {

inline constexpr uint32_t kWidth = 165;
inline constexpr uint32_t kPreprocessedWidth = 0;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // input[16]: state before the first linear layer
  SY_INLINE constexpr uint32_t input(uint32_t i0) const { return base + i0; }
  struct BeginningFullRounds {
    uint32_t base;
    // post[16]: state after the round
    SY_INLINE constexpr uint32_t post(uint32_t i0) const { return base + i0; }
  };
  // beginningFullRounds[4]
  SY_INLINE constexpr BeginningFullRounds beginningFullRounds(uint32_t i0) const { return {base + 16 + 16 * i0}; }
  struct PartialRounds {
    uint32_t base;
    // postSbox: element 0 after the S-box
    SY_INLINE constexpr uint32_t postSbox() const { return base; }
  };
  // partialRounds[20]
  SY_INLINE constexpr PartialRounds partialRounds(uint32_t i0) const { return {base + 80 + i0}; }
  struct EndingFullRounds {
    uint32_t base;
    // post[16]: state after the round
    SY_INLINE constexpr uint32_t post(uint32_t i0) const { return base + i0; }
  };
  // endingFullRounds[4]
  SY_INLINE constexpr EndingFullRounds endingFullRounds(uint32_t i0) const { return {base + 100 + 16 * i0}; }
  // count: queries that the row answers
  SY_INLINE constexpr uint32_t count() const { return base + 164; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::compression
