// The state of a running guest, and how often its instructions ran.
#pragma once

#include <cstdint>
#include <vector>

#include "vm/memory.h"
#include "vm/program.h"

namespace switchyard::vm {

// Registers by their roles in the calling convention.
enum Register : uint8_t { kRa = 1, kSp = 2, kT0 = 5, kA0 = 10, kA1 = 11, kA2 = 12 };

struct Machine {
  uint32_t x[kSink + 1] = {};
  uint32_t pc = 0;
};

// How often each instruction of a program ran. A run is a stretch of instructions executed one after the
// other without a taken jump; only its ends are noted, so that counting costs nothing within it.
class RunCounts {
 public:
  explicit RunCounts(const Program& program);

  // For the interpreter: the differences of a region's counts, one for each op and kEnd.
  int64_t* differences(size_t region) { return differences_[region].data(); }
  // Counts the instruction at `pc`, where there is code, once more.
  void add(const Program& program, uint32_t pc);
  // The counts of a region's instructions.
  std::vector<uint64_t> counts(size_t region) const;

 private:
  std::vector<std::vector<int64_t>> differences_;
};

}  // namespace switchyard::vm
