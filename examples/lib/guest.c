#include "guest.h"

#include <string.h>

#include "sha256.h"

enum { CALL_HALT = 0x00, CALL_WRITE = 0x02, CALL_COMMIT = 0x10, CALL_HINT_LEN = 0xf0, CALL_HINT_READ = 0xf1 };
enum { FD_CONSOLE = 1, FD_PUBLIC_VALUES = 13 };
#define NO_INPUT 0xffffffffu
#define HEAP_LIMIT 0x78000000u

extern uint8_t _end[];

static uint8_t *heap = _end;
static struct sha256 public_values = SHA256_INITIAL;

static inline uint32_t call(uint32_t number, uint32_t a, uint32_t b, uint32_t c) {
  register uint32_t t0 __asm__("t0") = number;
  register uint32_t a0 __asm__("a0") = a;
  register uint32_t a1 __asm__("a1") = b;
  register uint32_t a2 __asm__("a2") = c;
  __asm__ volatile("ecall" : "+r"(t0) : "r"(a0), "r"(a1), "r"(a2) : "memory");
  return t0;
}

static void write_to(uint32_t file, const void *bytes, size_t size) {
  call(CALL_WRITE, file, (uint32_t)bytes, size);
}

void *guest_allocate(size_t size) {
  const size_t rounded = (size + 15) & ~(size_t)15;
  if (rounded < size || rounded > HEAP_LIMIT - (uint32_t)heap) guest_fail("out of memory");
  void *allocated = heap;
  heap += rounded;
  return allocated;
}

uint8_t *guest_input(size_t *size) {
  const uint32_t length = call(CALL_HINT_LEN, 0, 0, 0);
  if (length == NO_INPUT) {
    *size = 0;
    return NULL;
  }
  uint8_t *input = guest_allocate(length);
  call(CALL_HINT_READ, (uint32_t)input, length, 0);
  *size = length;
  return input;
}

uint32_t guest_input_word(void) {
  size_t size;
  const uint8_t *input = guest_input(&size);
  if (input == NULL || size != 4) guest_fail("an input of four bytes is missing");
  uint32_t word;
  memcpy(&word, input, sizeof word);
  return word;
}

void guest_publish(const void *bytes, size_t size) {
  sha256_absorb(&public_values, bytes, size);
  write_to(FD_PUBLIC_VALUES, bytes, size);
}

void guest_publish_word(uint32_t word) { guest_publish(&word, sizeof word); }

void guest_print(const char *text) { write_to(FD_CONSOLE, text, strlen(text)); }

void guest_exit(int code) {
  uint8_t digest[SHA256_BYTES];
  sha256_finish(&public_values, digest);
  for (uint32_t i = 0; i < 8; ++i) {
    uint32_t word;
    memcpy(&word, digest + 4 * i, sizeof word);
    call(CALL_COMMIT, i, word, 0);
  }
  call(CALL_HALT, (uint32_t)code, 0, 0);
  __builtin_unreachable();
}

void guest_fail(const char *why) {
  guest_print(why);
  guest_print("\n");
  guest_exit(1);
}
