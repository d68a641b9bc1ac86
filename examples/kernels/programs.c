// Larger programs in small: a compressor and a machine that executes byte code.
#include <string.h>

#include "guest.h"
#include "kernels.h"

enum { INPUT_BYTES = 8192, LOG_HEADS = 10, TRIES = 8, SHORTEST = 4, LONGEST = 255 };

static uint8_t input[INPUT_BYTES];

static uint32_t head_of(const uint8_t* at) { return load_word(at) * 0x9e3779b1u >> (32 - LOG_HEADS); }

static uint32_t common_bytes(const uint8_t* a, const uint8_t* b, uint32_t most) {
  uint32_t count = 0;
  while (count < most && a[count] == b[count]) ++count;
  return count;
}

// Replaces what was there before by where and how long, looked for along chains of places with the same hash.
uint32_t compressor(uint32_t rounds) {
  static uint16_t heads[1 << LOG_HEADS], before[INPUT_BYTES];  // places plus 1, 0 for none
  uint32_t sum = 0;
  for (uint32_t round = 0; round < rounds; ++round) {
    uint32_t words[64];
    for (int i = 0; i < 64; ++i) words[i] = random_word();
    for (size_t at = 0; at < INPUT_BYTES; at += 4) {
      const uint32_t word = random_word();
      store_word(input + at, word % 5 == 0 ? word : words[word >> 26]);
    }
    memset(heads, 0, sizeof heads);
    for (uint32_t at = 0; at + SHORTEST <= INPUT_BYTES;) {
      const uint32_t most = INPUT_BYTES - at < LONGEST ? INPUT_BYTES - at : LONGEST;
      uint32_t longest = 0, where = 0, place = heads[head_of(input + at)];
      for (int i = 0; i < TRIES && place != 0; ++i, place = before[place - 1]) {
        const uint32_t length = common_bytes(input + place - 1, input + at, most);
        if (length <= longest) continue;
        longest = length;
        where = at - (place - 1);
      }
      const uint32_t step = longest >= SHORTEST ? longest : 1;
      sum = 31 * sum + (longest >= SHORTEST ? where << 8 | longest : input[at]);
      for (uint32_t i = 0; i < step && at + SHORTEST <= INPUT_BYTES; ++i, ++at) {
        uint16_t* head = &heads[head_of(input + at)];
        before[at] = *head;
        *head = (uint16_t)(at + 1);
      }
    }
  }
  return sum;
}

enum operation { PUSH, LOAD, STORE, ADD, MULTIPLY, AND, SHIFT_RIGHT, LESS, JUMP, JUMP_IF_ZERO, CALL, RETURN };

// Executes code from its start until it returns; what lies on top of the stack then.
static uint32_t interpret(const uint8_t* code, uint32_t* variables) {
  uint32_t stack[32], returns[8];
  int top = -1, depth = 0;
  for (uint32_t at = 0;;) {
    const uint8_t operation = code[at++];
    switch ((enum operation)operation) {
      case PUSH:
        stack[++top] = code[at++];
        break;
      case LOAD:
        stack[++top] = variables[code[at++]];
        break;
      case STORE:
        variables[code[at++]] = stack[top--];
        break;
      case ADD:
        --top, stack[top] += stack[top + 1];
        break;
      case MULTIPLY:
        --top, stack[top] *= stack[top + 1];
        break;
      case AND:
        --top, stack[top] &= stack[top + 1];
        break;
      case SHIFT_RIGHT:
        --top, stack[top] >>= stack[top + 1] & 31;
        break;
      case LESS:
        --top, stack[top] = stack[top] < stack[top + 1];
        break;
      case JUMP:
        at = code[at];
        break;
      case JUMP_IF_ZERO:
        at = stack[top--] == 0 ? code[at] : at + 1;
        break;
      case CALL:
        returns[depth++] = at + 1, at = code[at];
        break;
      case RETURN:
        if (depth == 0) return stack[top];
        at = returns[--depth];
        break;
    }
  }
}

// A machine with a stack adds up how many steps numbers take to 1 by 3n + 1 and n / 2.
uint32_t stack_machine(uint32_t rounds) {
  enum { NUMBER, STEPS };
  enum { TEST = 4, HALVE = 22, COUNT = 29, DONE = 38, TRIPLE = 41 };
  // clang-format off
  static const uint8_t CODE[] = {
      PUSH, 0, STORE, STEPS,
      /* TEST */ PUSH, 1, LOAD, NUMBER, LESS, JUMP_IF_ZERO, DONE,
      LOAD, NUMBER, PUSH, 1, AND, JUMP_IF_ZERO, HALVE, CALL, TRIPLE, JUMP, COUNT,
      /* HALVE */ LOAD, NUMBER, PUSH, 1, SHIFT_RIGHT, STORE, NUMBER,
      /* COUNT */ LOAD, STEPS, PUSH, 1, ADD, STORE, STEPS, JUMP, TEST,
      /* DONE */ LOAD, STEPS, RETURN,
      /* TRIPLE */ LOAD, NUMBER, PUSH, 3, MULTIPLY, PUSH, 1, ADD, STORE, NUMBER, RETURN,
  };
  // clang-format on
  uint32_t sum = 0;
  for (uint32_t round = 0; round < rounds; ++round) {
    uint32_t variables[2] = {[NUMBER] = (random_word() >> 22) + 1};
    sum += interpret(CODE, variables);
  }
  return sum;
}
