// RSA signatures: PKCS #1 v1.5 with SHA-256, 2,048 bits, exponent 65,537 (RFC 8017, 8.2.2), in software. Input: the
// modulus, big-endian; then for each entry its text and its signature. Public values: SHA-256 of the modulus, how many
// entries there are, and the SHA-256 of the digests of their texts. Fails at the first signature that is not right.
#include <stdbool.h>
#include <string.h>

#include "guest.h"
#include "sha256.h"

enum { BYTES = 256, LIMBS = BYTES / 4 };

struct modulus {
  uint32_t n[LIMBS];         // least limb first
  uint32_t minus_inverse;    // -1 / n modulo 2^32
  uint32_t r_squared[LIMBS];  // 2^4096 modulo n
};

static void read_number(uint32_t number[LIMBS], const uint8_t bytes[BYTES]) {
  for (size_t i = 0; i < LIMBS; ++i) {
    const uint8_t *limb = bytes + BYTES - 4 * (i + 1);
    number[i] = (uint32_t)limb[0] << 24 | (uint32_t)limb[1] << 16 | (uint32_t)limb[2] << 8 | limb[3];
  }
}

static bool is_below(const uint32_t a[LIMBS], const uint32_t b[LIMBS]) {
  for (size_t i = LIMBS; i-- > 0;)
    if (a[i] != b[i]) return a[i] < b[i];
  return false;
}

static void subtract(uint32_t a[LIMBS], const uint32_t b[LIMBS]) {
  uint32_t borrow = 0;
  for (size_t i = 0; i < LIMBS; ++i) {
    const uint64_t difference = (uint64_t)a[i] - b[i] - borrow;
    a[i] = (uint32_t)difference;
    borrow = (uint32_t)(difference >> 63);
  }
}

// Twice a, modulo n.
static void twice(uint32_t a[LIMBS], const uint32_t n[LIMBS]) {
  uint32_t carry = 0;
  for (size_t i = 0; i < LIMBS; ++i) {
    const uint32_t top = a[i] >> 31;
    a[i] = a[i] << 1 | carry;
    carry = top;
  }
  if (carry || !is_below(a, n)) subtract(a, n);
}

// a b / 2^2048 modulo n, limb by limb (Montgomery 1985; the order of Koc, Acar and Kaliski's CIOS).
static void multiply(uint32_t product[LIMBS], const uint32_t a[LIMBS], const uint32_t b[LIMBS],
                     const struct modulus *m) {
  uint32_t sum[LIMBS + 2] = {0};
  for (size_t i = 0; i < LIMBS; ++i) {
    uint64_t carry = 0;
    for (size_t j = 0; j < LIMBS; ++j) {
      carry += (uint64_t)a[j] * b[i] + sum[j];
      sum[j] = (uint32_t)carry;
      carry >>= 32;
    }
    carry += sum[LIMBS];
    sum[LIMBS] = (uint32_t)carry;
    sum[LIMBS + 1] = (uint32_t)(carry >> 32);

    const uint32_t factor = sum[0] * m->minus_inverse;
    carry = ((uint64_t)factor * m->n[0] + sum[0]) >> 32;
    for (size_t j = 1; j < LIMBS; ++j) {
      carry += (uint64_t)factor * m->n[j] + sum[j];
      sum[j - 1] = (uint32_t)carry;
      carry >>= 32;
    }
    carry += sum[LIMBS];
    sum[LIMBS - 1] = (uint32_t)carry;
    sum[LIMBS] = sum[LIMBS + 1] + (uint32_t)(carry >> 32);
  }
  if (sum[LIMBS] || !is_below(sum, m->n)) subtract(sum, m->n);
  memcpy(product, sum, BYTES);
}

static void prepare(struct modulus *m, const uint8_t bytes[BYTES]) {
  read_number(m->n, bytes);
  if (!(m->n[0] & 1) || !(m->n[LIMBS - 1] >> 31)) guest_fail("the modulus is even, or too short");
  // Newton: each step doubles the bits that are right, beginning with three.
  uint32_t inverse = m->n[0];
  for (int i = 0; i < 4; ++i) inverse *= 2 - m->n[0] * inverse;
  m->minus_inverse = -inverse;
  // 2^2048 - n is 2^2048 modulo n, since n has its top bit. Doubled 64 times it stands for 2^64, which squared five
  // times stands for 2^2048.
  uint32_t *power = m->r_squared;
  memset(power, 0, sizeof m->r_squared);
  subtract(power, m->n);
  for (int i = 0; i < 64; ++i) twice(power, m->n);
  for (int i = 0; i < 5; ++i) multiply(power, power, power, m);
}

// What a signature of a digest opens to.
static void encode(uint8_t message[BYTES], const uint8_t digest[SHA256_BYTES]) {
  static const uint8_t SHA256_INFO[] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                        0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
  memset(message, 0xff, BYTES);
  message[0] = 0;
  message[1] = 1;
  uint8_t *info = message + BYTES - SHA256_BYTES - sizeof SHA256_INFO;
  info[-1] = 0;
  memcpy(info, SHA256_INFO, sizeof SHA256_INFO);
  memcpy(info + sizeof SHA256_INFO, digest, SHA256_BYTES);
}

static bool verifies(const uint8_t digest[SHA256_BYTES], const uint8_t signature[BYTES],
                     const struct modulus *m) {
  static const uint32_t ONE[LIMBS] = {1};
  uint32_t base[LIMBS], power[LIMBS], wanted[LIMBS];
  read_number(base, signature);
  if (!is_below(base, m->n)) return false;
  multiply(base, base, m->r_squared, m);
  memcpy(power, base, BYTES);
  for (int i = 0; i < 16; ++i) multiply(power, power, power, m);
  multiply(power, power, base, m);
  multiply(power, power, ONE, m);
  uint8_t message[BYTES];
  encode(message, digest);
  read_number(wanted, message);
  return memcmp(power, wanted, BYTES) == 0;
}

static const uint8_t *input_number(const char *missing) {
  size_t size;
  const uint8_t *bytes = guest_input(&size);
  if (bytes == NULL || size != BYTES) guest_fail(missing);
  return bytes;
}

int main(void) {
  static struct modulus modulus;
  const uint8_t *modulus_bytes = input_number("a modulus of 256 bytes is missing");
  prepare(&modulus, modulus_bytes);
  struct sha256 texts = SHA256_INITIAL;
  uint32_t entries = 0;
  for (;;) {
    size_t size;
    const uint8_t *text = guest_input(&size);
    if (text == NULL) break;
    uint8_t digest[SHA256_BYTES];
    sha256(text, size, digest);
    if (!verifies(digest, input_number("a signature of 256 bytes is missing"), &modulus))
      guest_fail("a signature is not right");
    sha256_absorb(&texts, digest, sizeof digest);
    ++entries;
  }
  uint8_t digest[SHA256_BYTES];
  sha256(modulus_bytes, BYTES, digest);
  guest_publish(digest, sizeof digest);
  guest_publish_word(entries);
  sha256_finish(&texts, digest);
  guest_publish(digest, sizeof digest);
  return 0;
}
