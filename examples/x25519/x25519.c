// The function X25519 (RFC 7748, section 5). Input: a secret, 32 bytes; a point's u-coordinate, 32 bytes. Public
// values: SHA-256 of the secret, the point, and the u-coordinate of its multiple.
#include <string.h>

#include "guest.h"
#include "sha256.h"

enum { BYTES = 32, LIMBS = 8, SCALAR_BITS = 255, A24 = 121665 };

// An element modulo 2^255 - 19, least limb first, below 2^256.
typedef uint32_t element[LIMBS];

// Adds 38 for each 2^256 that a value has, until it has none.
static void fold(element value, uint64_t overflow) {
  while (overflow) {
    uint64_t carry = overflow * 38;
    for (size_t i = 0; i < LIMBS; ++i) {
      carry += value[i];
      value[i] = (uint32_t)carry;
      carry >>= 32;
    }
    overflow = carry;
  }
}

static void add(element sum, const element a, const element b) {
  uint64_t carry = 0;
  for (size_t i = 0; i < LIMBS; ++i) {
    carry += (uint64_t)a[i] + b[i];
    sum[i] = (uint32_t)carry;
    carry >>= 32;
  }
  fold(sum, carry);
}

// a - b, and 2^256 - 38 where that is below zero, twice if need be.
static void subtract(element difference, const element a, const element b) {
  uint32_t borrow = 0;
  for (size_t i = 0; i < LIMBS; ++i) {
    const uint64_t limb = (uint64_t)a[i] - b[i] - borrow;
    difference[i] = (uint32_t)limb;
    borrow = (uint32_t)(limb >> 63);
  }
  while (borrow) {
    uint64_t less = 38;
    for (size_t i = 0; i < LIMBS; ++i) {
      const uint64_t limb = (uint64_t)difference[i] - less;
      difference[i] = (uint32_t)limb;
      less = limb >> 63;
    }
    borrow = (uint32_t)less;
  }
}

static void multiply(element product, const element a, const element b) {
  uint32_t wide[2 * LIMBS] = {0};
  for (size_t i = 0; i < LIMBS; ++i) {
    uint64_t carry = 0;
    for (size_t j = 0; j < LIMBS; ++j) {
      carry += (uint64_t)a[i] * b[j] + wide[i + j];
      wide[i + j] = (uint32_t)carry;
      carry >>= 32;
    }
    wide[i + LIMBS] = (uint32_t)carry;
  }
  uint64_t carry = 0;
  for (size_t i = 0; i < LIMBS; ++i) {
    carry += (uint64_t)wide[i + LIMBS] * 38 + wide[i];
    product[i] = (uint32_t)carry;
    carry >>= 32;
  }
  fold(product, carry);
}

static void multiply_small(element product, const element a, uint32_t factor) {
  uint64_t carry = 0;
  for (size_t i = 0; i < LIMBS; ++i) {
    carry += (uint64_t)a[i] * factor;
    product[i] = (uint32_t)carry;
    carry >>= 32;
  }
  fold(product, carry);
}

// a^(p - 2): all bits of p - 2 are 1 but those of 2 and 4.
static void invert(element inverse, const element a) {
  element power;
  memcpy(power, a, sizeof power);
  for (int bit = SCALAR_BITS - 2; bit >= 0; --bit) {
    multiply(power, power, power);
    if (bit != 2 && bit != 4) multiply(power, power, a);
  }
  memcpy(inverse, power, sizeof power);
}

// Swaps if asked to, in the same steps if not.
static void swap_if(uint32_t swap, element a, element b) {
  for (size_t i = 0; i < LIMBS; ++i) {
    const uint32_t change = (a[i] ^ b[i]) & -swap;
    a[i] ^= change;
    b[i] ^= change;
  }
}

static void load(element value, const uint8_t bytes[BYTES]) {
  for (size_t i = 0; i < LIMBS; ++i)
    value[i] = bytes[4 * i] | (uint32_t)bytes[4 * i + 1] << 8 | (uint32_t)bytes[4 * i + 2] << 16 |
               (uint32_t)bytes[4 * i + 3] << 24;
}

// The bytes of the one element below p that a value stands for.
static void store(uint8_t bytes[BYTES], element value) {
  static const element P = {0xffffffed, 0xffffffff, 0xffffffff, 0xffffffff,
                            0xffffffff, 0xffffffff, 0xffffffff, 0x7fffffff};
  for (int i = 0; i < 2; ++i) {
    element less;
    uint32_t borrow = 0;
    for (size_t j = 0; j < LIMBS; ++j) {
      const uint64_t limb = (uint64_t)value[j] - P[j] - borrow;
      less[j] = (uint32_t)limb;
      borrow = (uint32_t)(limb >> 63);
    }
    if (!borrow) memcpy(value, less, sizeof less);
  }
  for (size_t i = 0; i < BYTES; ++i) bytes[i] = (uint8_t)(value[i / 4] >> 8 * (i % 4));
}

// Montgomery's ladder over u-coordinates alone.
static void scale(uint8_t result[BYTES], const uint8_t secret[BYTES], const uint8_t point[BYTES]) {
  uint8_t scalar[BYTES];
  memcpy(scalar, secret, BYTES);
  scalar[0] &= 248;
  scalar[31] = (scalar[31] & 127) | 64;
  element u;
  load(u, point);
  u[LIMBS - 1] &= 0x7fffffff;

  element x2 = {1}, z2 = {0}, x3, z3 = {1};
  memcpy(x3, u, sizeof u);
  uint32_t swapped = 0;
  for (int bit = SCALAR_BITS - 1; bit >= 0; --bit) {
    const uint32_t wanted = scalar[bit / 8] >> bit % 8 & 1;
    swap_if(swapped ^ wanted, x2, x3);
    swap_if(swapped ^ wanted, z2, z3);
    swapped = wanted;
    element a, b, c, d, difference;
    add(a, x2, z2);
    subtract(b, x2, z2);
    add(c, x3, z3);
    subtract(d, x3, z3);
    multiply(d, d, a);
    multiply(c, c, b);
    add(x3, d, c);
    multiply(x3, x3, x3);
    subtract(z3, d, c);
    multiply(z3, z3, z3);
    multiply(z3, z3, u);
    multiply(a, a, a);
    multiply(b, b, b);
    multiply(x2, a, b);
    subtract(difference, a, b);
    multiply_small(z2, difference, A24);
    add(z2, z2, a);
    multiply(z2, z2, difference);
  }
  swap_if(swapped, x2, x3);
  swap_if(swapped, z2, z3);
  invert(z2, z2);
  multiply(x2, x2, z2);
  store(result, x2);
}

static const uint8_t *input_bytes(const char *missing) {
  size_t size;
  const uint8_t *bytes = guest_input(&size);
  if (bytes == NULL || size != BYTES) guest_fail(missing);
  return bytes;
}

int main(void) {
  const uint8_t *secret = input_bytes("a secret of 32 bytes is missing");
  const uint8_t *point = input_bytes("a point of 32 bytes is missing");
  uint8_t result[BYTES], digest[SHA256_BYTES];
  scale(result, secret, point);
  sha256(secret, BYTES, digest);
  guest_publish(digest, sizeof digest);
  guest_publish(point, BYTES);
  guest_publish(result, BYTES);
  return 0;
}
