// Products of 256-bit numbers and their division. Words of 32 bits, lowest first.
#pragma once

#include <cstdint>

#include "attributes.h"

namespace switchyard {

inline constexpr int kUint256Words = 8;

SY_INLINE constexpr void uint256_multiply(const uint32_t (&x)[kUint256Words],
                                          const uint32_t (&y)[kUint256Words],
                                          uint32_t (&product)[2 * kUint256Words]) {
  for (uint32_t& word : product) word = 0;
  for (int i = 0; i < kUint256Words; ++i) {
    uint64_t carry = 0;
    for (int j = 0; j < kUint256Words; ++j) {
      carry += uint64_t{x[i]} * y[j] + product[i + j];
      product[i + j] = static_cast<uint32_t>(carry);
      carry >>= 32;
    }
    product[i + kUint256Words] = static_cast<uint32_t>(carry);
  }
}

// Long division in base 2^32 (Knuth, The Art of Computer Programming, volume 2, 4.3.1, algorithm D). The
// divisor is not 0.
SY_INLINE constexpr void uint512_divide(const uint32_t (&dividend)[2 * kUint256Words],
                                        const uint32_t (&divisor)[kUint256Words],
                                        uint32_t (&quotient)[2 * kUint256Words],
                                        uint32_t (&remainder)[kUint256Words]) {
  int length = kUint256Words;  // of the divisor
  while (divisor[length - 1] == 0) --length;
  int shift = 0;  // that makes its highest bit 1
  while ((divisor[length - 1] << shift & 0x80000000u) == 0) ++shift;
  const auto high_part = [shift](uint32_t word) { return shift == 0 ? 0 : word >> (32 - shift); };
  uint32_t v[kUint256Words] = {};
  for (int i = 0; i < length; ++i) v[i] = divisor[i] << shift | (i > 0 ? high_part(divisor[i - 1]) : 0);
  uint32_t u[2 * kUint256Words + 1] = {};
  for (int i = 0; i <= 2 * kUint256Words; ++i)
    u[i] = (i < 2 * kUint256Words ? dividend[i] << shift : 0) | (i > 0 ? high_part(dividend[i - 1]) : 0);

  for (uint32_t& word : quotient) word = 0;
  const uint64_t second = length > 1 ? v[length - 2] : 0;
  for (int j = 2 * kUint256Words - length; j >= 0; --j) {
    // Two words of the divisor give a guess that is right, or too large by 1.
    const uint64_t top = uint64_t{u[j + length]} << 32 | u[j + length - 1];
    uint64_t guess = top / v[length - 1], rest = top % v[length - 1];
    const uint32_t below = length > 1 ? u[j + length - 2] : 0;
    while (guess >> 32 != 0 || guess * second > (rest << 32 | below)) {
      --guess;
      rest += v[length - 1];
      if (rest >> 32 != 0) break;
    }
    uint64_t carry = 0, borrow = 0;
    for (int i = 0; i <= length; ++i) {
      carry += i < length ? guess * v[i] : 0;
      const uint64_t difference = uint64_t{u[j + i]} - static_cast<uint32_t>(carry) - borrow;
      u[j + i] = static_cast<uint32_t>(difference);
      borrow = difference >> 63;
      carry >>= 32;
    }
    if (borrow != 0) {
      --guess;
      carry = 0;
      for (int i = 0; i <= length; ++i) {
        carry += uint64_t{u[j + i]} + (i < length ? v[i] : 0);
        u[j + i] = static_cast<uint32_t>(carry);
        carry >>= 32;
      }
    }
    quotient[j] = static_cast<uint32_t>(guess);
  }
  for (int i = 0; i < kUint256Words; ++i)
    remainder[i] =
        i < length
            ? u[i] >> shift | (shift == 0 ? 0 : static_cast<uint32_t>(uint64_t{u[i + 1]} << (32 - shift)))
            : 0;
}

// x y = quotient m + remainder, or quotient 2^256 + remainder where m is 0.
SY_INLINE constexpr void uint256_multiply_modulo(const uint32_t (&x)[kUint256Words],
                                                 const uint32_t (&y)[kUint256Words],
                                                 const uint32_t (&m)[kUint256Words],
                                                 uint32_t (&quotient)[2 * kUint256Words],
                                                 uint32_t (&remainder)[kUint256Words]) {
  uint32_t product[2 * kUint256Words] = {};
  uint256_multiply(x, y, product);
  bool is_zero = true;
  for (const uint32_t word : m) is_zero = is_zero && word == 0;
  if (!is_zero) return uint512_divide(product, m, quotient, remainder);
  for (int i = 0; i < kUint256Words; ++i) {
    remainder[i] = product[i];
    quotient[i] = product[i + kUint256Words];
    quotient[i + kUint256Words] = 0;
  }
}

}  // namespace switchyard
