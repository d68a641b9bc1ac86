// Runs one kernel. Inputs: which one, and for how many rounds, as words. Public values: both, and a checksum
// of what the kernel has made, as words.
#include "kernels.h"

#include <string.h>

#include "guest.h"

static kernel* const KERNELS[] = {
    crc32,           blake2s,         sha512,        sha3,          chacha20,
    aes128,          base64,          utf8,          text_search,   decimal,
    edit_distance,   secp256k1_field, long_division, integer_roots, number_transform,
    lattice_product, matrix,          dot_product,   inference,     hash_table,
    priority_queue,  search_tree,     linked_list,   quicksort,     copying,
    sieve,           queens,          life,          compressor,    stack_machine,
};

static uint32_t state = 0x9e3779b9u;

uint32_t random_word(void) {  // xorshift, Marsaglia 2003
  state ^= state << 13;
  state ^= state >> 17;
  return state ^= state << 5;
}

void random_bytes(void* to, size_t size) {
  uint8_t* bytes = to;
  for (size_t i = 0; i < size; ++i) bytes[i] = (uint8_t)(random_word() >> 24);
}

uint32_t checksum(const void* bytes, size_t size) {
  const uint8_t* next = bytes;
  uint32_t sum = 0x811c9dc5u;
  for (size_t i = 0; i < size; ++i) sum = (sum ^ next[i]) * 0x01000193u;
  return sum;
}

int main(void) {
  const uint32_t which = guest_input_word(), rounds = guest_input_word();
  if (which >= sizeof KERNELS / sizeof *KERNELS) guest_fail("there is no such kernel");
  guest_publish_word(which);
  guest_publish_word(rounds);
  guest_publish_word(KERNELS[which](rounds));
  return 0;
}
