// What guests ask of their machine, for a guest that is built for this one: its inputs are words on the command line,
// and published words are printed, one a line.
#include <stdio.h>
#include <stdlib.h>

#include "guest.h"

static char **next_input;

extern int guest_main(void);

uint32_t guest_input_word(void) {
  if (*next_input == NULL) guest_fail("an input of four bytes is missing");
  return (uint32_t)strtoul(*next_input++, NULL, 10);
}

void guest_publish_word(uint32_t word) { printf("%u\n", (unsigned)word); }

void guest_fail(const char *why) {
  fprintf(stderr, "%s\n", why);
  exit(1);
}

int main(int count, char **arguments) {
  next_input = arguments + (count > 0);
  return guest_main();
}
