// An interpreter for Brainfuck: eight commands on a tape of 30,000 wrapping bytes. Input: the program; what it reads.
// Reading behind the end of its input gives 0. Public values: the SHA-256 of the program, then all that it writes.
#include "guest.h"
#include "sha256.h"

enum { TAPE_BYTES = 30000, MAX_NESTING = 256 };

struct command {
  uint8_t operation;
  uint32_t argument;  // how often to repeat; of brackets where the partner stands
};

static uint8_t tape[TAPE_BYTES];

static int is_command(int c) {
  for (const char *known = "+-<>.,[]"; *known != '\0'; ++known)
    if (c == *known) return 1;
  return 0;
}

static int repeats(int c) { return c == '+' || c == '-' || c == '<' || c == '>'; }

// Joins repeated commands and links brackets.
static struct command *compile(const uint8_t *source, size_t size, size_t *count) {
  struct command *code = guest_allocate((size + 1) * sizeof *code);
  size_t open[MAX_NESTING], nesting = 0, length = 0;
  for (size_t i = 0; i < size; ++i) {
    const uint8_t c = source[i];
    if (!is_command(c)) continue;
    if (length > 0 && repeats(c) && code[length - 1].operation == c) {
      ++code[length - 1].argument;
      continue;
    }
    code[length] = (struct command){c, 1};
    if (c == '[') {
      if (nesting == MAX_NESTING) guest_fail("brackets are nested too deeply");
      open[nesting++] = length;
    } else if (c == ']') {
      if (nesting == 0) guest_fail("a bracket closes nothing");
      code[length].argument = open[--nesting];
      code[open[nesting]].argument = length;
    }
    ++length;
  }
  if (nesting != 0) guest_fail("a bracket is not closed");
  *count = length;
  return code;
}

int main(void) {
  size_t source_size, input_size, count;
  const uint8_t *source = guest_input(&source_size);
  const uint8_t *input = guest_input(&input_size);
  if (source == NULL || input == NULL) guest_fail("the program or its input is missing");
  const struct command *code = compile(source, source_size, &count);

  uint8_t digest[SHA256_BYTES];
  sha256(source, source_size, digest);
  guest_publish(digest, sizeof digest);

  size_t read = 0;
  uint32_t head = 0;
  for (size_t at = 0; at < count; ++at) {
    const uint32_t argument = code[at].argument;
    switch (code[at].operation) {
      case '+': tape[head] += argument; break;
      case '-': tape[head] -= argument; break;
      case '>': head = (head + argument) % TAPE_BYTES; break;
      case '<': head = (head + TAPE_BYTES - argument % TAPE_BYTES) % TAPE_BYTES; break;
      case '.': guest_publish(&tape[head], 1); break;
      case ',': tape[head] = read < input_size ? input[read++] : 0; break;
      case '[':
        if (tape[head] == 0) at = argument;
        break;
      case ']':
        if (tape[head] != 0) at = argument;
        break;
    }
  }
  return 0;
}
