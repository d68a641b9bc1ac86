// Counting of instructions from within: the processor traps after each one.
#pragma once

#include <cstdint>

namespace switchyard::bench {

// The instructions that body(context) executes, and some fifteen of starting and stopping; of a repeated
// string instruction each repetition. Works where counters of the processor are hidden by a virtual machine
// and valgrind knows no AVX-512. On x86 alone: elsewhere nothing is counted, and the result is 0.
uint64_t count_steps(void (*body)(void* context), void* context);

}  // namespace switchyard::bench
