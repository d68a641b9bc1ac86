// Products of words byte by byte.
#pragma once

#include "vm/fill/blocks.h"

namespace switchyard::vm {

// The sum of a_i b_j over i + j = k, for k from 0 to 6; below 2^18.
SY_INLINE uint32_t byte_products(uint32_t a, uint32_t b, int k) {
  uint32_t sum = 0;
  for (int i = k < 4 ? 0 : k - 3; i < 4 && i <= k; ++i) sum += byte_of(a, i) * byte_of(b, k - i);
  return sum;
}

// The contribution of bytes to a limb of the product: sums 2 limb and 2 limb + 1; below 2^27.
SY_INLINE int32_t limb_products(uint32_t a, uint32_t b, int limb) {
  const uint32_t high = limb < 3 ? byte_products(a, b, 2 * limb + 1) : 0;
  return static_cast<int32_t>(byte_products(a, b, 2 * limb) + (high << 8));
}

}  // namespace switchyard::vm
