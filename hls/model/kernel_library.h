// What the shared library in a model container exports: the kernels, run by C simulation.
#pragma once

#include <cstdint>

extern "C" {

// What a run did, by C simulation's counts. Plain, because model and library are compiled apart.
struct SwitchyardRunCounts {
  uint64_t clocks;        // of the busiest processes, pass after pass
  uint64_t passes;        // through the kernel, each of which fills its pipelines again
  uint64_t row_bytes;     // read from the buffer of rows
  uint64_t digest_bytes;  // read from and written to the buffer of digests
};

// Runs the kernel of this name with the registers of a unit, on the card's memory. False where there is no
// such kernel, or C simulation finds what would go wrong in hardware; `error` then says what.
using SwitchyardRunKernel = bool (*)(const char* kernel, const uint8_t* registers, uint8_t* memory,
                                     SwitchyardRunCounts* counts, char* error, uint64_t error_bytes);

#define SWITCHYARD_RUN_KERNEL_SYMBOL "switchyard_run_kernel"
}
