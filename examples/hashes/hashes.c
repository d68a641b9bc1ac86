// Input: any bytes. Public values: their SHA-256, their Keccak-256 and their SHA3-256, each by the machine's calls.
#include <string.h>

#include "guest.h"
#include "precompiles.h"

enum { SHA256_BLOCK = 64, KECCAK_RATE = 136, DIGEST = 32 };

static uint32_t reversed(uint32_t word) {
  return word << 24 | (word & 0xff00) << 8 | (word >> 8 & 0xff00) | word >> 24;
}

static void sha256_block(uint32_t state[8], const uint8_t block[SHA256_BLOCK]) {
  static uint32_t w[64];
  memcpy(w, block, SHA256_BLOCK);
  for (int t = 0; t < 16; ++t) w[t] = reversed(w[t]);
  sha256_extend_words(w);
  sha256_compress_words(w, state);
}

static void sha256(const uint8_t *bytes, size_t size) {
  uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  const uint64_t bits = (uint64_t)size * 8;
  for (; size >= SHA256_BLOCK; bytes += SHA256_BLOCK, size -= SHA256_BLOCK) sha256_block(state, bytes);
  uint8_t last[2 * SHA256_BLOCK] = {0};
  memcpy(last, bytes, size);
  last[size] = 0x80;
  const size_t end = size + 9 <= SHA256_BLOCK ? SHA256_BLOCK : 2 * SHA256_BLOCK;
  for (int i = 0; i < 8; ++i) last[end - 1 - i] = (uint8_t)(bits >> 8 * i);
  for (size_t from = 0; from < end; from += SHA256_BLOCK) sha256_block(state, last + from);
  for (int i = 0; i < 8; ++i) state[i] = reversed(state[i]);
  guest_publish(state, DIGEST);
}

// With the byte that padding starts with: 0x01 of Keccak-256, 0x06 of SHA3-256.
static void keccak256(const uint8_t *bytes, size_t size, uint8_t padding) {
  uint64_t state[25] = {0};
  uint8_t *const lanes = (uint8_t *)state;
  for (; size >= KECCAK_RATE; size -= KECCAK_RATE) {
    for (int i = 0; i < KECCAK_RATE; ++i) lanes[i] ^= *bytes++;
    keccak_permute(state);
  }
  for (size_t i = 0; i < size; ++i) lanes[i] ^= bytes[i];
  lanes[size] ^= padding;
  lanes[KECCAK_RATE - 1] ^= 0x80;
  keccak_permute(state);
  guest_publish(state, DIGEST);
}

int main(void) {
  size_t size;
  const uint8_t *input = guest_input(&size);
  if (input == NULL) guest_fail("an input is missing");
  sha256(input, size);
  keccak256(input, size, 0x01);
  keccak256(input, size, 0x06);
  return 0;
}
