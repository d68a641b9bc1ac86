// Widths of intermediate values, stated where they are made.
#pragma once

#include <cstdint>

#if !defined(__SYNTHESIS__) && !defined(__BAMBU__)
#include <stdexcept>
#endif

namespace switchyard::fpga {

// x, which fits into `bits` bits. Tells the HLS compiler to make the value no wider; C simulation throws
// where it is not so. Not constexpr-friendly on purpose: constants need no statement.
template <int bits>
inline uint64_t bounded(uint64_t x) {
#pragma HLS INLINE
  static_assert(bits > 0 && bits < 64, "a width that says something");
#if defined(__SYNTHESIS__) || defined(__BAMBU__)
  return x & ((uint64_t{1} << bits) - 1);
#else
  if (x >> bits != 0) throw std::overflow_error("a value wider than its kernel says");
  return x;
#endif
}

}  // namespace switchyard::fpga
