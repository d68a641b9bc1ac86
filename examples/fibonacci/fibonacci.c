// Fibonacci numbers modulo 7919. Input: n as a word. Public values: n, F(n) and F(n + 1), a word each.
#include "guest.h"

int main(void) {
  const uint32_t n = guest_input_word();
  uint32_t a = 0, b = 1;
  for (uint32_t i = 0; i < n; ++i) {
    uint32_t next = a + b;
    if (next >= 7919) next -= 7919;
    a = b;
    b = next;
  }
  guest_publish_word(n);
  guest_publish_word(a);
  guest_publish_word(b);
  return 0;
}
