// Input: base, exponent and modulus, 32 bytes each, the lowest first. Public values: the power modulo the modulus, by the
// machine's multiplication; a modulus of 0 stands for 2^256.
#include <string.h>

#include "guest.h"
#include "precompiles.h"

enum { WORDS = 8, BYTES = 4 * WORDS };

int main(void) {
  size_t size;
  const uint8_t *input = guest_input(&size);
  if (input == NULL || size != 3 * BYTES) guest_fail("the input is not three numbers of 32 bytes");
  static uint32_t exponent[WORDS], power[WORDS];
  // A factor with the modulus behind it, as the call takes them.
  static uint32_t factor[2 * WORDS], square[2 * WORDS];
  memcpy(factor, input, BYTES);
  memcpy(exponent, input + BYTES, BYTES);
  memcpy(factor + WORDS, input + 2 * BYTES, BYTES);
  memcpy(square + WORDS, input + 2 * BYTES, BYTES);
  power[0] = 1;
  // So that a power of 0 is reduced, too.
  square[0] = 1;
  uint256_multiply(power, square);
  for (int i = 32 * WORDS - 1; i >= 0; --i) {
    memcpy(square, power, BYTES);
    uint256_multiply(power, square);
    if (exponent[i / 32] >> i % 32 & 1) uint256_multiply(power, factor);
  }
  guest_publish(power, BYTES);
  return 0;
}
