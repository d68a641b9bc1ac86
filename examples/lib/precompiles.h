// What the machine computes in one call. All pointers are to words; numbers are words, the lowest first.
#pragma once

#include <stdint.h>

static inline void precompile(uint32_t number, void *first, const void *second) {
  register uint32_t t0 __asm__("t0") = number;
  register void *a0 __asm__("a0") = first;
  register const void *a1 __asm__("a1") = second;
  __asm__ volatile("ecall" : "+r"(t0) : "r"(a0), "r"(a1) : "memory");
}

// The message schedule of SHA-256: words 16 to 63 from the ones before.
static inline void sha256_extend_words(uint32_t w[64]) { precompile(0x300105, w, (void *)0); }

// The compression of SHA-256, of a schedule into a state.
static inline void sha256_compress_words(uint32_t w[64], uint32_t state[8]) { precompile(0x010106, w, state); }

// Keccak-f[1600].
static inline void keccak_permute(uint64_t state[25]) { precompile(0x010109, state, (void *)0); }

// x := x * y[0..8] modulo y[8..16], which stands for 2^256 if it is 0.
static inline void uint256_multiply(uint32_t x[8], const uint32_t y[16]) { precompile(0x01011d, x, y); }
