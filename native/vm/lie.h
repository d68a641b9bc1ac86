// Replays that lie, for tests of soundness: a run that is false in one place, goes on from there, and is
// written down like any other. No proof of such a run verifies.
#pragma once

#include <cstdint>
#include <optional>

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
  };
  Kind kind;
  uint32_t step;  // in the first shard that has as many
  uint32_t space;
  uint32_t address;  // word number
  uint32_t value;
};

// Tells one lie in a replay.
class Liar {
 public:
  explicit Liar(const Lie& lie) : lie_(lie) {}

  // How many of at most `steps` steps behind `taken` ones may be executed at once: up to the lie, or it
  // alone.
  uint32_t together(uint32_t taken, uint32_t steps) const;
  // Before the next steps; returns the program that they execute.
  const Program& before(Guest& guest, ShardRecorder& recorder);
  // After them.
  void after(Guest& guest, ShardRecorder& recorder);

 private:
  Lie lie_;
  bool told_ = false;
  bool telling_ = false;
  std::optional<Program> other_;
};

}  // namespace switchyard::vm
