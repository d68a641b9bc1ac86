// SHA-256 (FIPS 180-4) in software.
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { SHA256_BYTES = 32, SHA256_BLOCK_BYTES = 64 };

struct sha256 {
  uint32_t state[8];
  uint32_t absorbed;  // bytes
  uint8_t block[SHA256_BLOCK_BYTES];
};

#define SHA256_INITIAL                                                                                       \
  {{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}, 0, {0}}

void sha256_absorb(struct sha256 *hash, const void *bytes, size_t size);
void sha256_finish(struct sha256 *hash, uint8_t digest[SHA256_BYTES]);

void sha256(const void *bytes, size_t size, uint8_t digest[SHA256_BYTES]);
