// Products of polynomials over prime fields.
#include <string.h>

#include "kernels.h"

#define PRIME 0x7f000001u          // 2^31 - 2^24 + 1; 3 generates its units
#define PRIME_INVERSE 0x7effffffu  // -1/p modulo 2^32

enum { LOG_SIZE = 8, SIZE = 1 << LOG_SIZE };

// a b / 2^32 modulo p
static inline uint32_t times(uint32_t a, uint32_t b) {
  const uint64_t product = (uint64_t)a * b;
  const uint32_t quotient = (uint32_t)product * PRIME_INVERSE;
  const uint32_t reduced = (uint32_t)((product + (uint64_t)quotient * PRIME) >> 32);
  return reduced >= PRIME ? reduced - PRIME : reduced;
}

static inline uint32_t plus(uint32_t a, uint32_t b) { return a + b >= PRIME ? a + b - PRIME : a + b; }

static inline uint32_t minus(uint32_t a, uint32_t b) { return a >= b ? a - b : a - b + PRIME; }

static uint32_t power(uint32_t base, uint32_t exponent) {
  uint32_t result = (uint32_t)((UINT64_C(1) << 32) % PRIME);
  for (; exponent > 0; exponent >>= 1) {
    if (exponent & 1) result = times(result, base);
    base = times(base, base);
  }
  return result;
}

static void bit_reverse(uint32_t* values) {
  for (uint32_t i = 0; i < SIZE; ++i) {
    uint32_t other = 0;
    for (int bit = 0; bit < LOG_SIZE; ++bit) other |= (i >> bit & 1) << (LOG_SIZE - 1 - bit);
    if (other <= i) continue;
    const uint32_t value = values[i];
    values[i] = values[other];
    values[other] = value;
  }
}

static void transform(uint32_t* values, const uint32_t* roots) {
  bit_reverse(values);
  for (uint32_t half = 1; half < SIZE; half *= 2)
    for (uint32_t start = 0; start < SIZE; start += 2 * half)
      for (uint32_t i = 0; i < half; ++i) {
        const uint32_t a = values[start + i],
                       b = times(values[start + i + half], roots[i * (SIZE / 2 / half)]);
        values[start + i] = plus(a, b);
        values[start + i + half] = minus(a, b);
      }
}

// Multiplies by a polynomial modulo x^256 - 1 and a prime of 31 bits, by number-theoretic transforms. Numbers
// are held times 2^32.
uint32_t number_transform(uint32_t rounds) {
  static uint32_t a[SIZE], b[SIZE], forth[SIZE / 2], back[SIZE / 2];
  const uint32_t one = (uint32_t)((UINT64_C(1) << 32) % PRIME);
  const uint32_t three = plus(plus(one, one), one);
  const uint32_t root = power(three, (PRIME - 1) / SIZE), inverse = power(root, PRIME - 2);
  const uint32_t size = (uint32_t)(((uint64_t)SIZE << 32) % PRIME), scale = power(size, PRIME - 2);
  forth[0] = back[0] = one;
  for (int i = 1; i < SIZE / 2; ++i) {
    forth[i] = times(forth[i - 1], root);
    back[i] = times(back[i - 1], inverse);
  }
  for (int i = 0; i < SIZE; ++i) {
    a[i] = random_word() % PRIME;
    b[i] = random_word() % PRIME;
  }
  transform(b, forth);
  for (uint32_t round = 0; round < rounds; ++round) {
    transform(a, forth);
    for (int i = 0; i < SIZE; ++i) a[i] = times(a[i], b[i]);
    transform(a, back);
    for (int i = 0; i < SIZE; ++i) a[i] = times(a[i], scale);
  }
  return checksum(a, sizeof a);
}

// Multiplies modulo x^64 + 1 and 12289, term by term, as lattice cryptography does; the compiler does not
// know the modulus and divides.
uint32_t lattice_product(uint32_t rounds) {
  enum { TERMS = 64 };
  static volatile uint32_t chosen = 12289;
  const uint32_t modulus = chosen;
  uint16_t a[TERMS], b[TERMS], product[TERMS];
  for (int i = 0; i < TERMS; ++i) {
    a[i] = (uint16_t)(random_word() % modulus);
    b[i] = (uint16_t)(random_word() % modulus);
  }
  for (uint32_t round = 0; round < rounds; ++round) {
    for (int k = 0; k < TERMS; ++k) {
      uint32_t sum = 0;
      for (int i = 0; i < TERMS; ++i) {
        const uint32_t term = (uint32_t)a[i] * b[(k - i) & (TERMS - 1)] % modulus;
        sum += i <= k ? term : modulus - term;
      }
      product[k] = (uint16_t)(sum % modulus);
    }
    memcpy(a, product, sizeof a);
  }
  return checksum(a, sizeof a);
}
