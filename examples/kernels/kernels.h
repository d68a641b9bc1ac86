// Small programs of the kinds that people prove, each with a mix of instructions of its own. They are built
// for little-endian machines.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Works for so many rounds on data of its own and returns a checksum of what it has made.
typedef uint32_t kernel(uint32_t rounds);

kernel crc32, blake2s, sha512, sha3;
kernel chacha20, aes128;
kernel base64, utf8, text_search, decimal, edit_distance;
kernel secp256k1_field, long_division, integer_roots;
kernel number_transform, lattice_product;
kernel matrix, dot_product, inference;
kernel hash_table, priority_queue, search_tree, linked_list;
kernel quicksort, copying;
kernel sieve, queens, life;
kernel compressor, stack_machine;

// The next of a fixed sequence that looks random, never 0.
uint32_t random_word(void);

void random_bytes(void* to, size_t size);

// FNV-1a
uint32_t checksum(const void* bytes, size_t size);

static inline uint32_t load_word(const uint8_t* from) {
  return from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16 | (uint32_t)from[3] << 24;
}

static inline void store_word(uint8_t* to, uint32_t word) {
  for (int i = 0; i < 4; ++i) to[i] = (uint8_t)(word >> 8 * i);
}
