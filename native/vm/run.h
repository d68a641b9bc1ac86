// One run of a guest program with everything that may be asked of it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "vm/guest.h"
#include "vm/profile.h"

namespace switchyard::vm {

// A range of data memory.
struct Range {
  uint32_t from;
  uint32_t to;  // exclusive
};

struct RunOptions {
  Limits limits;
  bool profile = false;
  std::vector<Range> dumps;
};

struct RunResult {
  Outcome outcome;
  double seconds = 0;  // of the run itself, without reading the file and decoding
  std::vector<FoldedStack> profile;
  std::vector<std::vector<uint8_t>> dumps;  // as memory was at the end
};

// Throws ElfError, and std::bad_alloc where the system refuses memory.
RunResult run_program(std::span<const uint8_t> elf, Inputs inputs, const RunOptions& options,
                      Observer& observer);

}  // namespace switchyard::vm
