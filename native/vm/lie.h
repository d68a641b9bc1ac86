// Replays that lie, for tests of soundness: a run that is false in some places, goes on from there, and is
// written down like any other. No proof of such a run verifies.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "vm/guest.h"
#include "vm/program.h"
#include "vm/shard_recorder.h"

namespace switchyard::vm {

struct Lie {
  enum class Kind : uint8_t {
    kFound,  // the step finds the word of `space` at `address` off by `value`, though nobody has changed it
    kLeft,   // it leaves the word off by `value`; only words that it writes
    kNext,   // it goes on `value` words behind where it should
    kExecuted,  // it executes the instruction `value` instead of that of the code
    kWhen,      // it happens `value` later than the step before it ended, and so does all that follows
  };
  Kind kind;
  uint32_t step;  // in the first shard that has as many
  uint32_t space;
  uint32_t address;  // word number
  uint32_t value;
};

// Tells lies in a replay, each once; those of one step in their order.
class Liar {
 public:
  explicit Liar(std::vector<Lie> lies) : untold_(std::move(lies)) {}

  // How many of at most `steps` steps behind `taken` ones may be executed at once: up to the next lie, or
  // its step alone.
  uint32_t together(uint32_t taken, uint32_t steps) const;
  // Before the next steps; returns the program that they execute.
  const Program& before(Guest& guest, ShardRecorder& recorder);
  // After them.
  void after(Guest& guest, ShardRecorder& recorder);

 private:
  std::vector<Lie> untold_;
  std::vector<Lie> telling_;  // about the present step
  std::optional<Program> other_;
};

}  // namespace switchyard::vm
