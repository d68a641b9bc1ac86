// Checksums and hash functions. Each hashes a message again and again, its digest put to the front of the
// message.
#include <string.h>

#include "kernels.h"

enum { MESSAGE_BYTES = 1024 };

static uint8_t message[MESSAGE_BYTES];

// CRC-32 by a table of bytes.
uint32_t crc32(uint32_t rounds) {
  static uint32_t table[256];
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ (value & 1 ? 0xedb88320u : 0);
    table[i] = value;
  }
  random_bytes(message, sizeof message);
  uint32_t crc = 0xffffffffu;
  for (uint32_t round = 0; round < rounds; ++round)
    for (size_t i = 0; i < sizeof message; ++i) crc = crc >> 8 ^ table[(crc ^ message[i]) & 0xff];
  return ~crc;
}

static inline uint32_t rotate_right(uint32_t word, int by) { return word >> by | word << (32 - by); }

static const uint32_t BLAKE2S_START[8] = {0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au,
                                          0x510e527fu, 0x9b05688cu, 0x1f83d9abu, 0x5be0cd19u};

static void blake2s_mix(uint32_t v[16], int a, int b, int c, int d, uint32_t x, uint32_t y) {
  v[a] += v[b] + x;
  v[d] = rotate_right(v[d] ^ v[a], 16);
  v[c] += v[d];
  v[b] = rotate_right(v[b] ^ v[c], 12);
  v[a] += v[b] + y;
  v[d] = rotate_right(v[d] ^ v[a], 8);
  v[c] += v[d];
  v[b] = rotate_right(v[b] ^ v[c], 7);
}

static void blake2s_block(uint32_t hash[8], const uint8_t* block, uint32_t count, int last) {
  static const uint8_t ORDER[10][16] = {
      {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
      {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
      {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
      {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
      {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
      {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
      {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
      {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
      {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
      {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
  };
  uint32_t words[16], v[16];
  for (int i = 0; i < 16; ++i) words[i] = load_word(block + 4 * i);
  for (int i = 0; i < 8; ++i) {
    v[i] = hash[i];
    v[i + 8] = BLAKE2S_START[i];
  }
  v[12] ^= count;
  if (last) v[14] = ~v[14];
  for (int round = 0; round < 10; ++round) {
    const uint8_t* order = ORDER[round];
    for (int i = 0; i < 4; ++i)
      blake2s_mix(v, i, 4 + i, 8 + i, 12 + i, words[order[2 * i]], words[order[2 * i + 1]]);
    for (int i = 0; i < 4; ++i)
      blake2s_mix(v, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4, words[order[8 + 2 * i]],
                  words[order[9 + 2 * i]]);
  }
  for (int i = 0; i < 8; ++i) hash[i] ^= v[i] ^ v[i + 8];
}

uint32_t blake2s(uint32_t rounds) {
  random_bytes(message, sizeof message);
  for (uint32_t round = 0; round < rounds; ++round) {
    uint32_t hash[8];
    memcpy(hash, BLAKE2S_START, sizeof hash);
    hash[0] ^= 0x01010020;  // a digest of 32 bytes, no key
    for (size_t at = 0; at < sizeof message; at += 64)
      blake2s_block(hash, message + at, at + 64, at + 64 == sizeof message);
    for (int i = 0; i < 8; ++i) store_word(message + 4 * i, hash[i]);
  }
  return checksum(message, sizeof message);
}

static const uint64_t SHA512_ROUNDS[80] = {
    0x428a2f98d728ae22u, 0x7137449123ef65cdu, 0xb5c0fbcfec4d3b2fu, 0xe9b5dba58189dbbcu, 0x3956c25bf348b538u,
    0x59f111f1b605d019u, 0x923f82a4af194f9bu, 0xab1c5ed5da6d8118u, 0xd807aa98a3030242u, 0x12835b0145706fbeu,
    0x243185be4ee4b28cu, 0x550c7dc3d5ffb4e2u, 0x72be5d74f27b896fu, 0x80deb1fe3b1696b1u, 0x9bdc06a725c71235u,
    0xc19bf174cf692694u, 0xe49b69c19ef14ad2u, 0xefbe4786384f25e3u, 0x0fc19dc68b8cd5b5u, 0x240ca1cc77ac9c65u,
    0x2de92c6f592b0275u, 0x4a7484aa6ea6e483u, 0x5cb0a9dcbd41fbd4u, 0x76f988da831153b5u, 0x983e5152ee66dfabu,
    0xa831c66d2db43210u, 0xb00327c898fb213fu, 0xbf597fc7beef0ee4u, 0xc6e00bf33da88fc2u, 0xd5a79147930aa725u,
    0x06ca6351e003826fu, 0x142929670a0e6e70u, 0x27b70a8546d22ffcu, 0x2e1b21385c26c926u, 0x4d2c6dfc5ac42aedu,
    0x53380d139d95b3dfu, 0x650a73548baf63deu, 0x766a0abb3c77b2a8u, 0x81c2c92e47edaee6u, 0x92722c851482353bu,
    0xa2bfe8a14cf10364u, 0xa81a664bbc423001u, 0xc24b8b70d0f89791u, 0xc76c51a30654be30u, 0xd192e819d6ef5218u,
    0xd69906245565a910u, 0xf40e35855771202au, 0x106aa07032bbd1b8u, 0x19a4c116b8d2d0c8u, 0x1e376c085141ab53u,
    0x2748774cdf8eeb99u, 0x34b0bcb5e19b48a8u, 0x391c0cb3c5c95a63u, 0x4ed8aa4ae3418acbu, 0x5b9cca4f7763e373u,
    0x682e6ff3d6b2b8a3u, 0x748f82ee5defb2fcu, 0x78a5636f43172f60u, 0x84c87814a1f0ab72u, 0x8cc702081a6439ecu,
    0x90befffa23631e28u, 0xa4506cebde82bde9u, 0xbef9a3f7b2c67915u, 0xc67178f2e372532bu, 0xca273eceea26619cu,
    0xd186b8c721c0c207u, 0xeada7dd6cde0eb1eu, 0xf57d4f7fee6ed178u, 0x06f067aa72176fbau, 0x0a637dc5a2c898a6u,
    0x113f9804bef90daeu, 0x1b710b35131c471bu, 0x28db77f523047d84u, 0x32caab7b40c72493u, 0x3c9ebe0a15c9bebcu,
    0x431d67c49c100d4cu, 0x4cc5d4becb3e42b6u, 0x597f299cfc657e2au, 0x5fcb6fab3ad6faecu, 0x6c44198c4a475817u,
};

static inline uint64_t rotate_wide(uint64_t word, int by) { return word >> by | word << (64 - by); }

static uint64_t load_big_endian(const uint8_t* from) {
  uint64_t word = 0;
  for (int i = 0; i < 8; ++i) word = word << 8 | from[i];
  return word;
}

static void sha512_block(uint64_t hash[8], const uint8_t* block) {
  uint64_t words[80], v[8];
  for (int i = 0; i < 16; ++i) words[i] = load_big_endian(block + 8 * i);
  for (int i = 16; i < 80; ++i) {
    const uint64_t a = words[i - 15], b = words[i - 2];
    words[i] = words[i - 16] + (rotate_wide(a, 1) ^ rotate_wide(a, 8) ^ a >> 7) + words[i - 7] +
               (rotate_wide(b, 19) ^ rotate_wide(b, 61) ^ b >> 6);
  }
  memcpy(v, hash, sizeof v);
  for (int i = 0; i < 80; ++i) {
    const uint64_t a = v[0], e = v[4];
    const uint64_t first = v[7] + (rotate_wide(e, 14) ^ rotate_wide(e, 18) ^ rotate_wide(e, 41)) +
                           ((e & v[5]) ^ (~e & v[6])) + SHA512_ROUNDS[i] + words[i];
    const uint64_t second = (rotate_wide(a, 28) ^ rotate_wide(a, 34) ^ rotate_wide(a, 39)) +
                            ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
    for (int j = 7; j > 0; --j) v[j] = v[j - 1];
    v[4] += first;
    v[0] = first + second;
  }
  for (int i = 0; i < 8; ++i) hash[i] += v[i];
}

uint32_t sha512(uint32_t rounds) {
  static const uint64_t START[8] = {0x6a09e667f3bcc908u, 0xbb67ae8584caa73bu, 0x3c6ef372fe94f82bu,
                                    0xa54ff53a5f1d36f1u, 0x510e527fade682d1u, 0x9b05688c2b3e6c1fu,
                                    0x1f83d9abfb41bd6bu, 0x5be0cd19137e2179u};
  random_bytes(message, sizeof message);
  uint8_t padding[128] = {0x80};
  padding[126] = 8 * MESSAGE_BYTES >> 8;
  for (uint32_t round = 0; round < rounds; ++round) {
    uint64_t hash[8];
    memcpy(hash, START, sizeof hash);
    for (size_t at = 0; at < sizeof message; at += 128) sha512_block(hash, message + at);
    sha512_block(hash, padding);
    for (int i = 0; i < 64; ++i) message[i] = (uint8_t)(hash[i / 8] >> (56 - 8 * (i % 8)));
  }
  return checksum(message, sizeof message);
}

static void keccak(uint64_t lanes[25]) {
  static const uint64_t CONSTANTS[24] = {
      0x0000000000000001u, 0x0000000000008082u, 0x800000000000808au, 0x8000000080008000u, 0x000000000000808bu,
      0x0000000080000001u, 0x8000000080008081u, 0x8000000000008009u, 0x000000000000008au, 0x0000000000000088u,
      0x0000000080008009u, 0x000000008000000au, 0x000000008000808bu, 0x800000000000008bu, 0x8000000000008089u,
      0x8000000000008003u, 0x8000000000008002u, 0x8000000000000080u, 0x000000000000800au, 0x800000008000000au,
      0x8000000080008081u, 0x8000000000008080u, 0x0000000080000001u, 0x8000000080008008u,
  };
  static const uint8_t ROTATIONS[24] = {1,  3,  6,  10, 15, 21, 28, 36, 45, 55, 2,  14,
                                        27, 41, 56, 8,  25, 43, 62, 18, 39, 61, 20, 44};
  static const uint8_t PLACES[24] = {10, 7,  11, 17, 18, 3, 5,  16, 8,  21, 24, 4,
                                     15, 23, 19, 13, 12, 2, 20, 14, 22, 9,  6,  1};
  for (int round = 0; round < 24; ++round) {
    uint64_t columns[5];
    for (int x = 0; x < 5; ++x)
      columns[x] = lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20];
    for (int x = 0; x < 5; ++x) {
      const uint64_t change = columns[(x + 4) % 5] ^ rotate_wide(columns[(x + 1) % 5], 63);
      for (int y = 0; y < 25; y += 5) lanes[y + x] ^= change;
    }
    uint64_t moved = lanes[1];
#pragma GCC unroll 24  // rotations are by constants then
    for (int i = 0; i < 24; ++i) {
      const uint64_t next = lanes[PLACES[i]];
      lanes[PLACES[i]] = rotate_wide(moved, 64 - ROTATIONS[i]);
      moved = next;
    }
    for (int y = 0; y < 25; y += 5) {
      uint64_t row[5];
      memcpy(row, lanes + y, sizeof row);
      for (int x = 0; x < 5; ++x) lanes[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
    }
    lanes[0] ^= CONSTANTS[round];
  }
}

// SHA3-256
uint32_t sha3(uint32_t rounds) {
  enum { RATE_BYTES = 136 };
  random_bytes(message, sizeof message);
  for (uint32_t round = 0; round < rounds; ++round) {
    uint64_t lanes[25] = {0};
    for (size_t at = 0; at + RATE_BYTES <= sizeof message + RATE_BYTES; at += RATE_BYTES) {
      for (size_t i = 0; i < RATE_BYTES; ++i) {
        const uint8_t byte = at + i < sizeof message ? message[at + i] : at + i == sizeof message ? 0x06 : 0;
        lanes[i / 8] ^= (uint64_t)byte << 8 * (i % 8);
      }
      if (at + RATE_BYTES > sizeof message) lanes[16] ^= 0x8000000000000000u;
      keccak(lanes);
    }
    for (int i = 0; i < 32; ++i) message[i] = (uint8_t)(lanes[i / 8] >> 8 * (i % 8));
  }
  return checksum(message, sizeof message);
}
