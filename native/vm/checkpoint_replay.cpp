#include "vm/checkpoint_replay.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "vm/calls.h"
#include "vm/interpreter.h"
#include "vm/shard_recorder.h"

namespace switchyard::vm {
namespace {

// Limits that a checkpoint's own number of steps keeps.
constexpr ShardLimits no_limits() {
  ShardLimits limits{kMaxShardSteps, {}};
  limits.rows.fill(UINT32_MAX);
  return limits;
}

// The code leaves as a program: what lies next to each other is one segment.
Program program_of(const Checkpoint& checkpoint) {
  Image image{4 * checkpoint.first_pc, {}, {}};
  constexpr uint32_t kLeafBytes = 4 * kLeafWords;
  for (const auto& [space, leaf] : checkpoint.leaves) {
    if (space != kCodeSpace) continue;
    const uint32_t address = leaf.index * kLeafBytes;
    std::vector<Segment>& segments = image.segments;
    if (segments.empty() || segments.back().address + segments.back().size != address)
      segments.push_back({address, 0, true, {}});
    for (const uint32_t word : leaf.words)
      for (int i = 0; i < 4; ++i) segments.back().bytes.push_back(static_cast<uint8_t>(word >> (8 * i)));
    segments.back().size += kLeafBytes;
  }
  return Program(std::move(image));
}

class Run {
 public:
  explicit Run(const Checkpoint& checkpoint)
      : checkpoint_(checkpoint),
        program_(program_of(checkpoint)),
        memory_(uint64_t{kPageBytes} * checkpoint.leaves.size()),
        counts_(program_),
        tree_(checkpoint_tree(checkpoint)),
        recorder_(program_) {
    machine_.pc = 4 * checkpoint.first_pc;
    for (const auto& [space, leaf] : checkpoint.leaves) {
      if (space == kDataSpace) load(leaf);
      if (space == kSystemSpace) recorder_.set_system_leaf(leaf);
    }
    for (uint32_t i = 0; i <= kSink; ++i) machine_.x[i] = recorder_.system_word(i);
  }

  ShardRecords finish() {
    recorder_.begin(checkpoint_.first_pc, tree_);
    while (recorder_.steps() < checkpoint_.steps) {
      const Stopped stopped = interpret<ShardRecorder, true>(program_, memory_, machine_, counts_, recorder_,
                                                             0, checkpoint_.steps - recorder_.steps());
      switch (stopped.stop) {
        case Stop::kBudget:
          break;
        case Stop::kCall:
          call();
          break;
        case Stop::kNoCode:
          // Behind the last step there may be code that the checkpoint does not have.
          if (recorder_.steps() < checkpoint_.steps)
            fail(CheckpointCheck::kState, "the checkpoint has no code");
          break;
        case Stop::kMemoryLimit:
          fail(CheckpointCheck::kState, "the checkpoint does not have the data");
        default:
          fail(CheckpointCheck::kRun, "an instruction fails");
      }
    }
    if (next_hint_ != checkpoint_.hints.size()) fail(CheckpointCheck::kHints, "hints are left");
    recorder_.finish(memory_, halted_ ? kHaltedPc : machine_.pc / 4, cycles(), tree_);
    require_same_leaves();
    return std::move(recorder_.records());
  }

 private:
  [[noreturn]] void fail(CheckpointCheck check, const char* what) const {
    throw CheckpointError(check, std::string(what) + " after " + std::to_string(recorder_.steps()) +
                                     " steps of " + std::to_string(checkpoint_.steps));
  }

  void load(const Leaf& leaf) {
    Segment segment{4 * kLeafWords * leaf.index, 4 * kLeafWords, false, std::vector<uint8_t>(4 * kLeafWords)};
    std::memcpy(segment.bytes.data(), leaf.words.data(), segment.bytes.size());
    memory_.load(segment);
  }

  uint32_t next_hint() {
    if (next_hint_ == checkpoint_.hints.size()) fail(CheckpointCheck::kHints, "a hint is missing");
    return checkpoint_.hints[next_hint_++];
  }

  // What a guest's calls do as far as the proof knows.
  void call() {
    uint32_t t0 = machine_.x[kT0];
    if (const Precompile* called = find_precompile(t0)) return precompile(*called);
    uint32_t words = 0;
    bool stays = false;
    switch (static_cast<Call>(t0)) {
      case Call::kHalt:
        halted_ = true;
        if (recorder_.steps() + 1 != checkpoint_.steps) fail(CheckpointCheck::kRun, "the guest halts");
        break;
      case Call::kWrite:
        break;
      case Call::kEnterUnconstrained:
      case Call::kExitUnconstrained:
        t0 = 0;
        break;
      case Call::kCommit:
        if (machine_.x[kA0] >= 8) fail(CheckpointCheck::kRun, "a call fails");
        break;
      case Call::kCommitDeferredProofs:
        if (machine_.x[kA1] != 0) fail(CheckpointCheck::kRun, "a call fails");
        break;
      case Call::kHintLength:
        t0 = next_hint();
        break;
      case Call::kHintRead:
        words = next_hint();
        stays = read_hint(words);
        break;
      default:
        fail(CheckpointCheck::kRun, "a call cannot be proven");
    }
    recorder_.call(machine_.pc, t0, words);
    machine_.x[kT0] = t0;
    if (stays)
      ++divided_;
    else
      machine_.pc += 4;
  }

  void precompile(const Precompile& precompile) {
    if (!arguments_fit(precompile, machine_)) fail(CheckpointCheck::kRun, "a call fails");
    if (recorder_.records().calls_of(precompile) >= kMaxPrecompileCalls)
      fail(CheckpointCheck::kRun, "more calls of a precompile than a shard can have");
    recorder_.begin_precompile(precompile, machine_, memory_);
    if (carry_out(precompile, machine_, memory_) != Access::kDone)
      fail(CheckpointCheck::kState, "the checkpoint does not have the data");
    recorder_.end_precompile(memory_);
    machine_.pc += 4;
  }

  // Returns whether words are left for the next shard.
  bool read_hint(uint32_t count) {
    const uint32_t address = machine_.x[kA0], size = machine_.x[kA1];
    const uint64_t done = recorder_.system_word(kHintDoneWord), all = (uint64_t{size} + 3) / 4;
    if (address % 4 != 0 || size >= kMaxHintBytes || address + 4 * all > kAddressLimit)
      fail(CheckpointCheck::kRun, "a call fails");
    const bool is_last = recorder_.steps() + 1 == checkpoint_.steps;
    if (done + count > all || (done + count < all && !is_last) ||
        count > checkpoint_.hints.size() - next_hint_)
      fail(CheckpointCheck::kHints, "a hint has another length");
    const auto first = address / 4 + static_cast<uint32_t>(done);
    const std::span<const uint32_t> words(checkpoint_.hints.data() + next_hint_, count);
    std::vector<uint8_t> bytes(words.size_bytes());
    if (!bytes.empty()) std::memcpy(bytes.data(), words.data(), bytes.size());
    recorder_.hint_words(memory_, first, words, no_limits());
    if (memory_.write(4 * first, bytes) != Access::kDone)
      fail(CheckpointCheck::kState, "the checkpoint does not have the data");
    next_hint_ += count;
    return done + count < all;
  }

  uint64_t cycles() const { return recorder_.steps() - divided_; }

  void require_same_leaves() const {
    const auto& leaves = recorder_.records().leaves;
    const auto same = [](const LeafRecord& record, const CheckpointLeaf& leaf) {
      return record.space == leaf.space && record.index == leaf.leaf.index;
    };
    if (!std::equal(leaves.begin(), leaves.end(), checkpoint_.leaves.begin(), checkpoint_.leaves.end(), same))
      fail(CheckpointCheck::kState, "the steps touch other leaves than the checkpoint has");
  }

  const Checkpoint& checkpoint_;
  Program program_;
  Memory memory_;
  Machine machine_;
  RunCounts counts_;
  StateTree tree_;
  ShardRecorder recorder_;
  size_t next_hint_ = 0;
  uint64_t divided_ = 0;
  bool halted_ = false;
};

}  // namespace

ShardRecords replay_checkpoint(const Checkpoint& checkpoint) { return Run(checkpoint).finish(); }

}  // namespace switchyard::vm
