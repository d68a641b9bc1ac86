// What a guest can ask of the machine that runs it.
#pragma once

#include <stddef.h>
#include <stdint.h>

// The next input, or null where there is none left; *size gets its length. The memory is the guest's for good.
uint8_t *guest_input(size_t *size);

// The next input as one little-endian word. Ends the run with exit code 1 where it is not four bytes long.
uint32_t guest_input_word(void);

// Appends to the public values.
void guest_publish(const void *bytes, size_t size);
void guest_publish_word(uint32_t word);

// Writes text to the console.
void guest_print(const char *text);

// Zeroed memory from the heap, aligned to 16 bytes, never given back.
void *guest_allocate(size_t size);

// Commits to the public values and ends the run.
_Noreturn void guest_exit(int code);

// Prints why, and ends the run with exit code 1.
_Noreturn void guest_fail(const char *why);
