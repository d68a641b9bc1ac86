// Ciphers, which encrypt the same bytes again and again.
#include <string.h>

#include "kernels.h"

enum { DATA_BYTES = 1024 };

static uint8_t data[DATA_BYTES];

static inline uint32_t rotate_left(uint32_t word, int by) { return word << by | word >> (32 - by); }

static inline void quarter_round(uint32_t* a, uint32_t* b, uint32_t* c, uint32_t* d) {
  *a += *b;
  *d = rotate_left(*d ^ *a, 16);
  *c += *d;
  *b = rotate_left(*b ^ *c, 12);
  *a += *b;
  *d = rotate_left(*d ^ *a, 8);
  *c += *d;
  *b = rotate_left(*b ^ *c, 7);
}

// ChaCha20 as in RFC 8439, the counter from 0 on.
uint32_t chacha20(uint32_t rounds) {
  uint8_t key[32], nonce[12];
  random_bytes(key, sizeof key);
  random_bytes(nonce, sizeof nonce);
  uint32_t start[16] = {0x61707865u, 0x3320646eu, 0x79622d32u, 0x6b206574u};
  for (int i = 0; i < 8; ++i) start[4 + i] = load_word(key + 4 * i);
  for (int i = 0; i < 3; ++i) start[13 + i] = load_word(nonce + 4 * i);
  memset(data, 0, sizeof data);
  for (uint32_t round = 0; round < rounds; ++round)
    for (size_t at = 0; at < sizeof data; at += 64, ++start[12]) {
      uint32_t x[16];
      memcpy(x, start, sizeof x);
      for (int i = 0; i < 10; ++i) {
        quarter_round(x, x + 4, x + 8, x + 12);
        quarter_round(x + 1, x + 5, x + 9, x + 13);
        quarter_round(x + 2, x + 6, x + 10, x + 14);
        quarter_round(x + 3, x + 7, x + 11, x + 15);
        quarter_round(x, x + 5, x + 10, x + 15);
        quarter_round(x + 1, x + 6, x + 11, x + 12);
        quarter_round(x + 2, x + 7, x + 8, x + 13);
        quarter_round(x + 3, x + 4, x + 9, x + 14);
      }
      for (int i = 0; i < 16; ++i) {
        uint8_t* place = data + at + 4 * i;
        store_word(place, load_word(place) ^ (x[i] + start[i]));
      }
    }
  return checksum(data, sizeof data);
}

static uint8_t substitution[256];
static uint32_t mixed[4][256];  // a byte of a column, substituted and mixed

static uint8_t doubled(uint8_t value) { return (uint8_t)(value << 1 ^ (value & 0x80 ? 0x1b : 0)); }

static void make_aes_tables(void) {
  uint8_t power = 1, inverse = 1;
  do {  // power runs through all but 0 as powers of 3, and inverse as powers of its inverse
    power = (uint8_t)(power ^ doubled(power));
    inverse = (uint8_t)(inverse ^ inverse << 1);
    inverse = (uint8_t)(inverse ^ inverse << 2);
    inverse = (uint8_t)(inverse ^ inverse << 4);
    if (inverse & 0x80) inverse ^= 0x09;
    uint32_t bits = inverse | (uint32_t)inverse << 8;
    substitution[power] = (uint8_t)(0x63 ^ inverse ^ bits >> 7 ^ bits >> 6 ^ bits >> 5 ^ bits >> 4);
  } while (power != 1);
  substitution[0] = 0x63;
  for (int i = 0; i < 256; ++i) {
    const uint8_t s = substitution[i], twice = doubled(s);
    const uint32_t column = twice | (uint32_t)s << 8 | (uint32_t)s << 16 | (uint32_t)(twice ^ s) << 24;
    for (int row = 0; row < 4; ++row) mixed[row][i] = row == 0 ? column : rotate_left(column, 8 * row);
  }
}

static void expand_key(const uint8_t key[16], uint32_t keys[44]) {
  uint8_t constant = 1;
  for (int i = 0; i < 4; ++i) keys[i] = load_word(key + 4 * i);
  for (int i = 4; i < 44; ++i) {
    uint32_t word = keys[i - 1];
    if (i % 4 == 0) {
      word = substitution[word >> 8 & 0xff] | (uint32_t)substitution[word >> 16 & 0xff] << 8 |
             (uint32_t)substitution[word >> 24] << 16 | (uint32_t)substitution[word & 0xff] << 24;
      word ^= constant;
      constant = doubled(constant);
    }
    keys[i] = keys[i - 4] ^ word;
  }
}

static void aes_block(const uint32_t keys[44], uint32_t block[4]) {
  uint32_t next[4];
  for (int i = 0; i < 4; ++i) block[i] ^= keys[i];
  for (int round = 1; round < 10; ++round) {
    for (int i = 0; i < 4; ++i)
      next[i] = mixed[0][block[i] & 0xff] ^ mixed[1][block[(i + 1) % 4] >> 8 & 0xff] ^
                mixed[2][block[(i + 2) % 4] >> 16 & 0xff] ^ mixed[3][block[(i + 3) % 4] >> 24] ^
                keys[4 * round + i];
    memcpy(block, next, sizeof next);
  }
  for (int i = 0; i < 4; ++i)
    next[i] = (substitution[block[i] & 0xff] | (uint32_t)substitution[block[(i + 1) % 4] >> 8 & 0xff] << 8 |
               (uint32_t)substitution[block[(i + 2) % 4] >> 16 & 0xff] << 16 |
               (uint32_t)substitution[block[(i + 3) % 4] >> 24] << 24) ^
              keys[40 + i];
  memcpy(block, next, sizeof next);
}

// AES-128 by tables, its blocks chained (CBC).
uint32_t aes128(uint32_t rounds) {
  uint8_t key[16];
  uint32_t keys[44], chain[4] = {0};
  make_aes_tables();
  random_bytes(key, sizeof key);
  random_bytes(data, sizeof data);
  expand_key(key, keys);
  for (uint32_t round = 0; round < rounds; ++round)
    for (size_t at = 0; at < sizeof data; at += 16) {
      for (int i = 0; i < 4; ++i) chain[i] ^= load_word(data + at + 4 * i);
      aes_block(keys, chain);
      for (int i = 0; i < 4; ++i) store_word(data + at + 4 * i, chain[i]);
    }
  return checksum(data, sizeof data);
}
