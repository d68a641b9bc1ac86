// Writes words of memory, to measure what state costs. Inputs: how many, as a word; a seed as a word. With seed 0 the
// words follow each other, else they lie at random in 64 MiB, by xorshift (13/17/5). Public values: none.
#include "guest.h"

#define FIRST ((volatile uint32_t *)0x10000000)
#define WORD_MASK 0xffffffu  // 2^24 words

int main(void) {
  const uint32_t count = guest_input_word();
  uint32_t state = guest_input_word();
  const int is_random = state != 0;
  for (uint32_t i = 0; i < count; ++i) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    FIRST[is_random ? state & WORD_MASK : i] = i + 1;
  }
  return 0;
}
