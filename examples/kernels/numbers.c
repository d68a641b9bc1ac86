// Numbers of many words, and small ones that are divided.
#include <string.h>

#include "kernels.h"

enum { LIMBS = 8 };

// p = 2^256 - 2^32 - 977, the prime of secp256k1; least limb first.
static const uint32_t PRIME[LIMBS] = {0xfffffc2fu, 0xfffffffeu, 0xffffffffu, 0xffffffffu,
                                      0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu};
#define PRIME_INVERSE 0xd2253531u  // -1/p modulo 2^32

// to = a b / 2^256 modulo p, by Montgomery's method, word by word
static void multiply_modulo(uint32_t to[LIMBS], const uint32_t a[LIMBS], const uint32_t b[LIMBS]) {
  uint32_t sum[LIMBS + 2] = {0};
  for (int i = 0; i < LIMBS; ++i) {
    uint64_t carry = 0;
    for (int j = 0; j < LIMBS; ++j) {
      carry += (uint64_t)a[i] * b[j] + sum[j];
      sum[j] = (uint32_t)carry;
      carry >>= 32;
    }
    carry += sum[LIMBS];
    sum[LIMBS] = (uint32_t)carry;
    sum[LIMBS + 1] = (uint32_t)(carry >> 32);
    const uint32_t quotient = sum[0] * PRIME_INVERSE;
    carry = ((uint64_t)quotient * PRIME[0] + sum[0]) >> 32;
    for (int j = 1; j < LIMBS; ++j) {
      carry += (uint64_t)quotient * PRIME[j] + sum[j];
      sum[j - 1] = (uint32_t)carry;
      carry >>= 32;
    }
    carry += sum[LIMBS];
    sum[LIMBS - 1] = (uint32_t)carry;
    sum[LIMBS] = sum[LIMBS + 1] + (uint32_t)(carry >> 32);
  }
  uint32_t less[LIMBS], borrow = 0;
  for (int j = 0; j < LIMBS; ++j) {
    const uint64_t difference = (uint64_t)sum[j] - PRIME[j] - borrow;
    less[j] = (uint32_t)difference;
    borrow = (uint32_t)(difference >> 63);
  }
  memcpy(to, sum[LIMBS] >= borrow ? less : sum, sizeof less);
}

uint32_t secp256k1_field(uint32_t rounds) {
  uint32_t x[LIMBS], y[LIMBS];
  random_bytes(x, sizeof x);
  random_bytes(y, sizeof y);
  for (uint32_t round = 0; round < rounds; ++round) {
    multiply_modulo(x, x, y);
    multiply_modulo(y, y, y);
  }
  return checksum(x, sizeof x);
}

// Divides a by b, both of 16-bit digits, the least first, as one does on paper (Knuth, 4.3.1 D). b has n
// digits, the last at least 2^15; a has m + n + 1, the last 0. a becomes the rest.
static void divide_long(uint16_t* a, const uint16_t* b, uint16_t* quotient, int m, int n) {
  for (int j = m; j >= 0; --j) {
    const uint32_t top = (uint32_t)a[j + n] << 16 | a[j + n - 1];
    uint32_t digit = top / b[n - 1], rest = top % b[n - 1];
    while (digit >> 16 || digit * b[n - 2] > (rest << 16 | a[j + n - 2])) {
      --digit;
      rest += b[n - 1];
      if (rest >> 16) break;
    }
    uint32_t borrow = 0;
    for (int i = 0; i < n; ++i) {
      const uint32_t product = digit * b[i] + borrow, low = product & 0xffff;
      borrow = (product >> 16) + (a[i + j] < low);
      a[i + j] = (uint16_t)(a[i + j] - low);
    }
    const int negative = a[j + n] < borrow;
    a[j + n] = (uint16_t)(a[j + n] - borrow);
    if (negative) {
      --digit;
      uint32_t carry = 0;
      for (int i = 0; i < n; ++i) {
        carry += (uint32_t)a[i + j] + b[i];
        a[i + j] = (uint16_t)carry;
        carry >>= 16;
      }
      a[j + n] = (uint16_t)(a[j + n] + carry);
    }
    quotient[j] = (uint16_t)digit;
  }
}

// Divides numbers of 640 bits by some of 256.
uint32_t long_division(uint32_t rounds) {
  enum { DIVISOR = 16, MORE = 24 };
  uint16_t a[MORE + DIVISOR + 1], b[DIVISOR], quotient[MORE + 1];
  uint32_t sum = 0;
  for (uint32_t round = 0; round < rounds; ++round) {
    random_bytes(a, sizeof a);
    random_bytes(b, sizeof b);
    a[MORE + DIVISOR] = 0;
    b[DIVISOR - 1] |= 0x8000;
    divide_long(a, b, quotient, MORE, DIVISOR);
    sum = 31 * sum + checksum(quotient, sizeof quotient) + checksum(a, sizeof b);
  }
  return sum;
}

static uint32_t common_divisor(uint32_t a, uint32_t b) {
  while (b != 0) {
    const uint32_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

static uint32_t square_root(uint32_t n) {
  if (n < 2) return n;
  uint32_t root = n / 2 < 0xffff ? n / 2 : 0xffff;
  for (uint32_t next; (next = (root + n / root) / 2) < root;) root = next;
  return root;
}

// Greatest common divisors by Euclid, square roots by Newton.
uint32_t integer_roots(uint32_t rounds) {
  uint32_t sum = 0;
  for (uint32_t round = 0; round < rounds; ++round) {
    const uint32_t a = random_word(), b = random_word();
    sum = 31 * sum + common_divisor(a, b) + square_root(a);
  }
  return sum;
}
