#include "sha256.h"

#include <string.h>

static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate_right(uint32_t x, int k) { return (x >> k) | (x << (32 - k)); }

static uint32_t load_big_endian(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void store_big_endian(uint8_t *bytes, uint32_t word) {
  for (int i = 0; i < 4; ++i) bytes[i] = (uint8_t)(word >> (24 - 8 * i));
}

static void compress(uint32_t state[8], const uint8_t *block) {
  uint32_t w[64];
  for (int t = 0; t < 16; ++t) w[t] = load_big_endian(block + 4 * t);
  for (int t = 16; t < 64; ++t) {
    const uint32_t s0 = rotate_right(w[t - 15], 7) ^ rotate_right(w[t - 15], 18) ^ (w[t - 15] >> 3);
    const uint32_t s1 = rotate_right(w[t - 2], 17) ^ rotate_right(w[t - 2], 19) ^ (w[t - 2] >> 10);
    w[t] = w[t - 16] + s0 + w[t - 7] + s1;
  }
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
  uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
  for (int t = 0; t < 64; ++t) {
    const uint32_t s1 = rotate_right(e, 6) ^ rotate_right(e, 11) ^ rotate_right(e, 25);
    const uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + round_constants[t] + w[t];
    const uint32_t s0 = rotate_right(a, 2) ^ rotate_right(a, 13) ^ rotate_right(a, 22);
    const uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + t1;
    d = c, c = b, b = a, a = t1 + t2;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
  state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

void sha256_absorb(struct sha256 *hash, const void *bytes, size_t size) {
  const uint8_t *from = bytes;
  while (size > 0) {
    const size_t filled = hash->absorbed % SHA256_BLOCK_BYTES;
    if (filled == 0 && size >= SHA256_BLOCK_BYTES) {
      compress(hash->state, from);
      from += SHA256_BLOCK_BYTES, size -= SHA256_BLOCK_BYTES, hash->absorbed += SHA256_BLOCK_BYTES;
      continue;
    }
    const size_t room = SHA256_BLOCK_BYTES - filled;
    const size_t taken = size < room ? size : room;
    memcpy(hash->block + filled, from, taken);
    from += taken, size -= taken, hash->absorbed += taken;
    if (taken == room) compress(hash->state, hash->block);
  }
}

void sha256_finish(struct sha256 *hash, uint8_t digest[SHA256_BYTES]) {
  const uint64_t bits = (uint64_t)hash->absorbed * 8;
  uint8_t length[8];
  store_big_endian(length, (uint32_t)(bits >> 32));
  store_big_endian(length + 4, (uint32_t)bits);
  static const uint8_t padding[SHA256_BLOCK_BYTES] = {0x80};
  const size_t filled = hash->absorbed % SHA256_BLOCK_BYTES;
  const size_t zeros_from = SHA256_BLOCK_BYTES - sizeof length;
  sha256_absorb(hash, padding, filled < zeros_from ? zeros_from - filled : zeros_from + SHA256_BLOCK_BYTES - filled);
  sha256_absorb(hash, length, sizeof length);
  for (int i = 0; i < 8; ++i) store_big_endian(digest + 4 * i, hash->state[i]);
}

void sha256(const void *bytes, size_t size, uint8_t digest[SHA256_BYTES]) {
  struct sha256 hash = SHA256_INITIAL;
  sha256_absorb(&hash, bytes, size);
  sha256_finish(&hash, digest);
}
