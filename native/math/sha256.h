// SHA-256 (FIPS 180-4): the block function and a one-shot digest.
#pragma once

#include <cstddef>
#include <cstdint>

#include "attributes.h"

namespace switchyard {

SY_TABLE uint32_t kSha256Initial[8] = {0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au,
                                       0x510e527fu, 0x9b05688cu, 0x1f83d9abu, 0x5be0cd19u};

SY_TABLE uint32_t kSha256Round[64] = {
    0x428a2f98u, 0x71374491u, 0xb5c0fbcfu, 0xe9b5dba5u, 0x3956c25bu, 0x59f111f1u, 0x923f82a4u, 0xab1c5ed5u,
    0xd807aa98u, 0x12835b01u, 0x243185beu, 0x550c7dc3u, 0x72be5d74u, 0x80deb1feu, 0x9bdc06a7u, 0xc19bf174u,
    0xe49b69c1u, 0xefbe4786u, 0x0fc19dc6u, 0x240ca1ccu, 0x2de92c6fu, 0x4a7484aau, 0x5cb0a9dcu, 0x76f988dau,
    0x983e5152u, 0xa831c66du, 0xb00327c8u, 0xbf597fc7u, 0xc6e00bf3u, 0xd5a79147u, 0x06ca6351u, 0x14292967u,
    0x27b70a85u, 0x2e1b2138u, 0x4d2c6dfcu, 0x53380d13u, 0x650a7354u, 0x766a0abbu, 0x81c2c92eu, 0x92722c85u,
    0xa2bfe8a1u, 0xa81a664bu, 0xc24b8b70u, 0xc76c51a3u, 0xd192e819u, 0xd6990624u, 0xf40e3585u, 0x106aa070u,
    0x19a4c116u, 0x1e376c08u, 0x2748774cu, 0x34b0bcb5u, 0x391c0cb3u, 0x4ed8aa4au, 0x5b9cca4fu, 0x682e6ff3u,
    0x748f82eeu, 0x78a5636fu, 0x84c87814u, 0x8cc70208u, 0x90befffau, 0xa4506cebu, 0xbef9a3f7u, 0xc67178f2u,
};

SY_INLINE constexpr uint32_t rotate_right32(uint32_t x, int k) { return (x >> k) | (x << (32 - k)); }

// The functions of FIPS 180-4 section 4.1.2: sigma in lower and in upper case, Ch and Maj.
SY_INLINE constexpr uint32_t sha256_small0(uint32_t x) {
  return rotate_right32(x, 7) ^ rotate_right32(x, 18) ^ (x >> 3);
}
SY_INLINE constexpr uint32_t sha256_small1(uint32_t x) {
  return rotate_right32(x, 17) ^ rotate_right32(x, 19) ^ (x >> 10);
}
SY_INLINE constexpr uint32_t sha256_big0(uint32_t x) {
  return rotate_right32(x, 2) ^ rotate_right32(x, 13) ^ rotate_right32(x, 22);
}
SY_INLINE constexpr uint32_t sha256_big1(uint32_t x) {
  return rotate_right32(x, 6) ^ rotate_right32(x, 11) ^ rotate_right32(x, 25);
}
SY_INLINE constexpr uint32_t sha256_choice(uint32_t e, uint32_t f, uint32_t g) { return (e & f) ^ (~e & g); }
SY_INLINE constexpr uint32_t sha256_majority(uint32_t a, uint32_t b, uint32_t c) {
  return (a & b) ^ (a & c) ^ (b & c);
}

// w[t] for t >= 16 from its four predecessors.
SY_INLINE constexpr uint32_t sha256_extend(uint32_t w16, uint32_t w15, uint32_t w7, uint32_t w2) {
  return w16 + sha256_small0(w15) + w7 + sha256_small1(w2);
}

// One round on a to h, with the sum of its constant and its word of the schedule.
SY_INLINE constexpr void sha256_round(uint32_t (&s)[8], uint32_t constant_and_word) {
  const uint32_t t1 = s[7] + sha256_big1(s[4]) + sha256_choice(s[4], s[5], s[6]) + constant_and_word;
  const uint32_t t2 = sha256_big0(s[0]) + sha256_majority(s[0], s[1], s[2]);
  s[7] = s[6], s[6] = s[5], s[5] = s[4], s[4] = s[3] + t1;
  s[3] = s[2], s[2] = s[1], s[1] = s[0], s[0] = t1 + t2;
}

// The 64 rounds over an extended block, added to the state.
constexpr void sha256_rounds(uint32_t (&state)[8], const uint32_t (&w)[64]) {
  uint32_t next[8] = {};
  for (int i = 0; i < 8; ++i) next[i] = state[i];
  for (int t = 0; t < 64; ++t) sha256_round(next, kSha256Round[t] + w[t]);
  for (int i = 0; i < 8; ++i) state[i] += next[i];
}

// Absorbs one block of 16 big-endian words into the state.
constexpr void sha256_compress(uint32_t (&state)[8], const uint32_t (&block)[16]) {
  uint32_t w[64] = {};
  for (int t = 0; t < 16; ++t) w[t] = block[t];
  for (int t = 16; t < 64; ++t) w[t] = sha256_extend(w[t - 16], w[t - 15], w[t - 7], w[t - 2]);
  sha256_rounds(state, w);
}

// Digest of a byte string.
constexpr void sha256(const uint8_t* bytes, size_t length, uint8_t (&digest)[32]) {
  uint32_t state[8] = {};
  for (int i = 0; i < 8; ++i) state[i] = kSha256Initial[i];
  // Padding: 0x80, zeros, the length in bits as a big-endian 64-bit integer.
  const uint64_t bits = uint64_t{length} * 8;
  const size_t blocks = (length + 8) / 64 + 1;
  const auto padded = [&](size_t i) -> uint32_t {
    if (i < length) return bytes[i];
    if (i == length) return 0x80;
    const size_t from_end = blocks * 64 - 1 - i;
    return from_end < 8 ? static_cast<uint32_t>(bits >> (8 * from_end)) & 0xff : 0;
  };
  for (size_t n = 0; n < blocks; ++n) {
    uint32_t block[16] = {};
    for (size_t i = 0; i < 64; ++i) block[i / 4] |= padded(64 * n + i) << (24 - 8 * (i % 4));
    sha256_compress(state, block);
  }
  for (int i = 0; i < 32; ++i) digest[i] = static_cast<uint8_t>(state[i / 4] >> (24 - 8 * (i % 4)));
}

}  // namespace switchyard
