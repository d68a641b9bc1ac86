// KoalaBear arithmetic for pipelines: sums stay unreduced for as long as their width allows, multiplications
// fit DSP48E2 blocks, and no reduction compares.
//
// Inside of a pipeline an element x is a word congruent to x * 2^48 mod p, not the canonical one: with R =
// 2^48 a Montgomery reduction is two equal steps of 24 bits without a correction, because p = 127 * 2^24 + 1.
// Words of memory have R = 2^32 and are below p (native/math/element.h); to_pipeline and from_pipeline
// convert by shifts. Everything is checked against native/math on random and extreme words by
// hls/test/lazy.cpp.
#pragma once

#include "bounded.h"
#include "math/prime_fields.h"

namespace switchyard::fpga {

// fold(v) = v + kFoldOffset mod p.
inline constexpr uint32_t kFoldOffset = (1u << 24) - 1;

// v < 2^(31 + high_bits) to less than 2^31 + 2^(24 + high_bits), congruent to v + kFoldOffset: 2^31 is
// 2^24 - 1 mod p, and minus h is its complement. One addition of two operands. The callers' sums keep v below
// bits * 2^31 small enough for the result to fit 32 bits.
template <int bits>
inline uint64_t fold(uint64_t v) {
  const uint64_t h = bounded<bits - 31>(v >> 31);
  const uint64_t l = v & 0x7fffffffu;
  return bounded<32>(l + (h << 24 | (h ^ 0xffffffu)));
}

// v < 2^(31 + high_bits) to a smaller word congruent to v.
inline uint64_t fold_exactly(uint64_t v) { return (v & 0x7fffffffu) + ((v >> 31) << 24) - (v >> 31); }

// x * 2^-k + p mod p for 0 < k <= 24, below (x >> k) + p: with x = h * 2^k + l, it is
// h - 127 * 2^(24-k) * l, and minus l is its complement.
template <int k>
inline uint64_t divide_2exp(uint64_t x) {
  constexpr uint64_t mask = (uint64_t{1} << k) - 1;
  const uint64_t l = (x & mask) ^ mask;
  return (x >> k) + (((l << 7) - l) << (24 - k)) + ((uint64_t{127} << (24 - k)) + 1);
}

// x * 2^-48 mod p in 31 bits, below p + 2^16 + 2^7, for any x.
inline uint64_t reduce(uint64_t x) {
  const uint64_t once = bounded<41>(divide_2exp<24>(x));
  return bounded<31>(divide_2exp<24>(once));
}

// x^2 for x < 2^32 by three multiplications of at most 17 by 17 bits, one DSP48E2 each.
inline uint64_t square_wide(uint64_t x) {
  const uint64_t h = bounded<15>(x >> 17);
  const uint64_t l = x & 0x1ffffu;
  return l * l + ((h * l) << 18) + ((h * h) << 34);
}

// a * b for a < 2^31 and b < 2^32 by Karatsuba: three multiplications of at most 17 by 17 bits.
inline uint64_t multiply_wide(uint64_t a, uint64_t b) {
  const uint64_t a1 = bounded<15>(a >> 16), a0 = a & 0xffffu;
  const uint64_t b1 = bounded<16>(b >> 16), b0 = b & 0xffffu;
  const uint64_t high = a1 * b1;
  const uint64_t low = a0 * b0;
  const uint64_t middle = (a1 + a0) * (b1 + b0) - high - low;
  return (high << 32) + (middle << 16) + low;
}

// x^3 * 2^-96 mod p for x < 2^32: 6 DSP48E2, result in 31 bits.
inline uint64_t cube_lazily(uint64_t x) {
  const uint64_t squared = reduce(square_wide(bounded<32>(x)));
  return reduce(multiply_wide(squared, x));
}

// A word of memory to a word of the pipeline: times 2^16, in 32 bits.
inline uint64_t to_pipeline(uint32_t word) {
  const uint64_t once = bounded<41>(fold_exactly(uint64_t{word} << 16));
  const uint64_t twice = bounded<35>(fold_exactly(once));
  return bounded<32>(fold_exactly(twice));
}

// A word of the pipeline below 2^32 to a word of memory, below p.
inline uint32_t from_pipeline(uint64_t x) {
  const uint64_t y = bounded<32>(divide_2exp<16>(bounded<32>(x)));  // below p + 2^16
  return static_cast<uint32_t>(y >= KoalaBear::kPrime ? y - KoalaBear::kPrime : y);
}

}  // namespace switchyard::fpga
