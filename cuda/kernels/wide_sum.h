// Sums of products that are reduced once at the end.
#pragma once

#include <cstdint>

#include "cuda/launch/attributes.h"
#include "math/element.h"

namespace switchyard::cuda {

// A sum of products of words below p: one wide multiply-add each, and for every two of them a subtraction and
// a minimum, where a reduced product takes three multiplications.
//
// After trim() the value is below 2^32 p; with two more products it is below 2^32 p + 2 p^2 < 2^33 p < 2^64.
template <class F>
struct WideSum {
  uint64_t value = 0;

  // At most twice between calls of trim().
  SY_GPU void add_product(uint32_t a, uint32_t b) { value += uint64_t{a} * b; }

  // Subtracts 2^32 p where that leaves no less than 0. The high half is below 2p < 2^32.
  SY_GPU void trim() {
    const uint32_t high = static_cast<uint32_t>(value >> 32);
    const uint32_t lower = high - F::kPrime;
    value = uint64_t{high < lower ? high : lower} << 32 | static_cast<uint32_t>(value);
  }

  // Of a trimmed sum: the element, with the factor 2^-32 that a Montgomery product has.
  SY_GPU Element<F> reduced() const { return {montgomery_reduce<F>(value)}; }
};

}  // namespace switchyard::cuda
