// Factorials as big numbers. Input: n as a word, at most 10,000. Public values: n; how many decimal digits n! has; the
// SHA-256 of these digits.
#include <string.h>

#include "guest.h"
#include "sha256.h"

enum { MOST = 10000, LIMBS = 3706, DIGITS_AT_ONCE = 9 };  // 10,000! has 118,458 bits
#define BILLION 1000000000u

struct number {
  uint32_t limbs[LIMBS];  // least first
  size_t count;           // the last one is not 0
};

static void multiply_by(struct number *number, uint32_t factor) {
  uint64_t carry = 0;
  for (size_t i = 0; i < number->count; ++i) {
    carry += (uint64_t)number->limbs[i] * factor;
    number->limbs[i] = (uint32_t)carry;
    carry >>= 32;
  }
  if (carry) number->limbs[number->count++] = (uint32_t)carry;
}

// Divides by a billion and returns the rest.
static uint32_t divide_by_billion(struct number *number) {
  uint64_t rest = 0;
  for (size_t i = number->count; i-- > 0;) {
    rest = rest << 32 | number->limbs[i];
    const uint32_t quotient = (uint32_t)(rest / BILLION);
    number->limbs[i] = quotient;
    rest -= (uint64_t)quotient * BILLION;
  }
  while (number->count > 0 && number->limbs[number->count - 1] == 0) --number->count;
  return (uint32_t)rest;
}

int main(void) {
  const uint32_t n = guest_input_word();
  if (n > MOST) guest_fail("n is above 10,000");
  static struct number product;
  product.limbs[0] = product.count = 1;
  for (uint32_t factor = 2; factor <= n; ++factor) multiply_by(&product, factor);

  static char digits[LIMBS * 10 + DIGITS_AT_ONCE];
  char *const end = digits + sizeof digits, *first = end;
  while (product.count > 0) {
    uint32_t group = divide_by_billion(&product);
    for (int i = 0; i < DIGITS_AT_ONCE; ++i, group /= 10) *--first = (char)('0' + group % 10);
  }
  while (*first == '0') ++first;

  uint8_t digest[SHA256_BYTES];
  sha256(first, end - first, digest);
  guest_publish_word(n);
  guest_publish_word(end - first);
  guest_publish(digest, sizeof digest);
  return 0;
}
