// Radix-2 butterflies of the number-theoretic transform, over any element type E.
//
// Decimation in frequency takes natural order to bit-reversed order, decimation in time goes back. Applied
// with w and then with w^-1, one undoes the other up to a factor of 2.
#pragma once

#include "element.h"

namespace switchyard {

// (a, b) -> (a + b, (a - b) w).
template <class E>
SY_INLINE constexpr void butterfly_dif(E& a, E& b, E w) {
  const E sum = a + b;
  b = (a - b) * w;
  a = sum;
}

// (a, b) -> (a + b w, a - b w).
template <class E>
SY_INLINE constexpr void butterfly_dit(E& a, E& b, E w) {
  const E scaled = b * w;
  b = a - scaled;
  a = a + scaled;
}

// The butterfly with w = 1.
template <class E>
SY_INLINE constexpr void butterfly_plain(E& a, E& b) {
  const E sum = a + b;
  b = a - b;
  a = sum;
}

// The lowest `bits` bits of i in reverse order; 0 <= bits <= 32.
SY_INLINE constexpr uint32_t reverse_bits(uint32_t i, int bits) {
  uint32_t r = 0;
  for (int k = 0; k < bits; ++k) r |= ((i >> k) & 1) << (bits - 1 - k);
  return r;
}

}  // namespace switchyard
