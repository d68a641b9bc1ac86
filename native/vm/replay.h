// A run in shards: executes a program and writes down, shard by shard, what its proof is made from.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "vm/guest.h"
#include "vm/lie.h"
#include "vm/shard.h"
#include "vm/shard_recorder.h"
#include "vm/state_tree.h"

namespace switchyard::vm {

enum class Replayed : uint8_t {
  kShard,     // shard() is complete
  kNoRoom,    // the limits do not leave room for a single step; nothing has happened
  kUnproven,  // the guest does what cannot be proven, though it can be executed; detail() says what
  kEnded,     // by a fault, a limit or its observer, so that there is no shard; outcome() says which
};

class Replay {
 public:
  // Throws std::bad_alloc. `program` and `observer` must outlive it.
  Replay(const Program& program, Inputs inputs, Limits limits, Observer& observer,
         Detail detail = Detail::kAll);

  // Before the first shard, for tests of soundness: what follows is no run of the program.
  void tell(std::vector<Lie> lies) { liar_.emplace(std::move(lies)); }

  // Executes the next shard: as many steps as the limits leave room for. Once it returned anything but kShard
  // or kNoRoom, or the guest has halted, nothing follows.
  Replayed next(const ShardLimits& limits);

  const ShardRecords& shard() const { return recorder_.records(); }
  // Whether the shard is the last one.
  bool has_halted() const { return pc_ == kHaltedPc; }
  // The system page as the last shard left it.
  std::array<uint32_t, kSystemWords> system_page() const { return recorder_.system_page(); }
  const std::string& detail() const { return detail_; }
  Outcome outcome() const { return guest_.outcome(); }
  const StateTree& tree() const { return tree_; }

 private:
  enum class Step : uint8_t {
    kDone,
    kDivided,
    kNotTaken,  // there is no room for it
    kFailed,
  };

  Replayed run(const ShardLimits& limits);
  Step call(const ShardLimits& limits);
  Step hint_read(const ShardLimits& limits);
  Step precompile(const Precompile& precompile, const ShardLimits& limits);
  bool run_unconstrained_block();
  // Counts what was done, and asks the observer now and then; returns whether the run goes on.
  bool watch(const Stopped& stopped);
  template <class Recorder, bool kExact>
  Stopped advance(const Program& program, Recorder& recorder, uint64_t budget);

  Limits limits_;
  Observer& observer_;
  Guest guest_;
  StateTree tree_;
  ShardRecorder recorder_;
  StepCounter counter_;
  NoRecorder nothing_;
  uint32_t pc_;  // where the next shard begins, a word number
  uint64_t work_ = 0;
  std::string detail_;
  std::optional<Liar> liar_;
};

}  // namespace switchyard::vm
