// A stream in software: what is enqueued runs when somebody waits for it, not before. Host code that uses
// results too early, or memory that work still needs, so shows in every test.
#pragma once

#include <cstdint>
#include <functional>

#include "cuda/runtime/runtime.h"

namespace switchyard::cuda {

// `stage` is what the work is called where it fails.
void enqueue(Stream& stream, const char* stage, std::function<void()> work);

// Throws Fault(SY_DEVICE) for a launch that a card would refuse.
void check_grid(const char* stage, uint64_t blocks, uint32_t threads, uint32_t most_threads,
                uint32_t shared_bytes);

}  // namespace switchyard::cuda
