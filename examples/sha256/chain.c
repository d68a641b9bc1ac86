// Input: any bytes, then a word: how often to hash. Public values: the SHA-256 of the bytes, hashed again so often
// that it has been hashed as often as the word says.
#include "guest.h"
#include "sha256.h"

int main(void) {
  size_t size;
  const uint8_t *input = guest_input(&size);
  if (input == NULL) guest_fail("an input is missing");
  const uint32_t times = guest_input_word();
  if (times == 0) guest_fail("the input must be hashed once at least");
  uint8_t digest[SHA256_BYTES];
  sha256(input, size, digest);
  for (uint32_t i = 1; i < times; ++i) sha256(digest, sizeof digest, digest);
  guest_publish(digest, sizeof digest);
  return 0;
}
