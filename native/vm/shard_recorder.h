// Writes down a shard while it is executed: which values were accessed when, and what every table will need.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "vm/data_shadow.h"
#include "vm/machine.h"
#include "vm/recorder.h"
#include "vm/shard.h"
#include "vm/state_tree.h"
#include "vm/touched_leaves.h"

namespace switchyard::vm {

// Of one run. The state that it knows is the proven one: what the run did is seen through it.
class ShardRecorder : public NoRecorder {
 public:
  static constexpr bool kInstructions = true;

  explicit ShardRecorder(const Program& program, Detail detail = Detail::kAll);

  // Where a run does not begin at its entry: what a part of the system page holds.
  void set_system_leaf(const Leaf& leaf);

  // Forgets the last shard. The next one begins at `pc`, a word number.
  void begin(uint32_t pc, const StateTree& tree);

  // With all details.
  void before(const Machine& machine, const Memory& memory, uint32_t pc, const Op& op);
  void after(const Machine& machine, const Memory& memory, uint32_t next_pc);

  // With less, instead of both.
  void count(const Machine& machine, const Memory& memory, uint32_t pc, const Op& op);

  // With less than all details, registers are looked up when they matter: before calls, and before finish().
  void sync(const Machine& machine);

  Detail detail() const { return detail_; }

  // What a word of the system page holds now.
  uint32_t system_word(uint32_t word) const { return system_[word]; }
  const std::array<uint32_t, kSystemWords>& system_page() const { return system_; }

  // Steps that certainly fit into the shard, whatever they do.
  uint32_t certain_steps(const ShardLimits& limits) const;

  // The call at `pc`, with what it left to the guest: t0, and of HINT_READ the words that it wrote.
  void call(uint32_t pc, uint32_t t0, uint32_t words = 0);

  // Whether the step of a precompile certainly fits, where certain_steps() says that an instruction does.
  bool has_room(const Precompile& precompile, const ShardLimits& limits) const;

  // The call at the machine's pc, with arguments that fit, before and after it is carried out.
  void begin_precompile(const Precompile& precompile, const Machine& machine, const Memory& memory);
  void end_precompile(const Memory& memory);

  // Rows for what the HINT_READ of the next call() writes from the word number `address` on: for as many
  // words as fit, at least one where certain_steps() said that a step does. Returns how many.
  uint32_t hint_words(const Memory& memory, uint32_t address, std::span<const uint32_t> words,
                      const ShardLimits& limits);

  // Ends the shard before the instruction at `pc`, moves the tree to the state there, and completes
  // records().
  void finish(const Memory& memory, uint32_t pc, uint64_t cycles, StateTree& tree);

  // For Liar. A word was found off by `by`, though nobody has changed it.
  void lie_about_found(const Memory& memory, uint32_t space, uint32_t address, uint32_t by);
  // The last step left a word that it writes off by `by`.
  void lie_about_left(uint32_t space, uint32_t address, uint32_t by);
  // The last step went on `by` words further; returns where it did.
  uint32_t lie_about_next(uint32_t by);
  // The next step happens `by` later.
  void lie_about_time(uint32_t by);

  ShardRecords& records() { return records_; }
  const ShardRecords& records() const { return records_; }
  uint32_t steps() const { return (time_ - lost_time_ - kFirstTime) / kStepTime; }

 private:
  static constexpr uint32_t kFirstTime = 1;
  static constexpr uint32_t kStepTime = 4;
  // A register that rests longer is refreshed first.
  static constexpr uint32_t kLongestRest = 1u << 16;

  void list(const Memory& memory, StateTree& tree);
  ChipRows counted_rows() const;

  // Accesses a register at a time and returns since when it has held its value.
  uint32_t access(uint32_t reg, uint32_t time) {
    if (time - system_time_[reg] - 1 >= kLongestRest) [[unlikely]]
      refresh(reg, time);
    return std::exchange(system_time_[reg], time);
  }
  void refresh(uint32_t reg, uint32_t time);
  // What is to be filled in of the record of a precompile.
  struct OpenRecord {
    PrecompileCall* call;
    std::span<uint32_t> found, since, left;
    uint32_t first_left;  // the number of the first word that is written
  };
  template <class Record>
  static OpenRecord open(Record& record) {
    return {&record.call, record.found, record.since, record.left, 0};
  }
  OpenRecord add_record(Call call);
  bool was_precompile() const;
  CallRecord* last_call();
  void change_page(CallRecord& record, uint32_t word, uint32_t value);
  void fetch(uint32_t pc) {
    if (pc - region_address_ >= region_size_) [[unlikely]]
      enter_region(pc);
    if (region_counts_[(pc - region_address_) / 4]++ == 0) [[unlikely]]
      meet(pc);
  }
  void enter_region(uint32_t pc);
  void meet(uint32_t pc);
  uint32_t touched_leaves() const;
  uint32_t touched_nodes() const;
  uint32_t compressions() const;
  uint32_t state_room(const ShardLimits& limits) const;
  void list_decodes();
  void list_code_leaves();
  void list_data_leaves(const Memory& memory);
  void list_system_leaves();

  const Program& program_;
  const Detail detail_;
  std::vector<Leaf> code_leaves_;
  std::vector<std::vector<uint32_t>> counts_;  // by region, of each word
  uint32_t region_address_ = 0;                // of the last instruction's region
  uint32_t region_size_ = 0;
  uint32_t* region_counts_ = nullptr;
  std::vector<uint32_t> executed_;  // distinct instructions by word number

  std::array<uint32_t, kSystemWords> system_{};
  std::array<uint32_t, kSystemWords> system_before_{};
  std::array<uint32_t, kSystemWords> system_time_{};
  DataShadow data_;
  TouchedLeaves touched_code_;
  TouchedLeaves touched_data_;
  TouchedLeaves written_data_;

  uint32_t time_ = kFirstTime;
  uint32_t lost_time_ = 0;  // in which no step was taken: of lies alone
  std::array<uint32_t, kStepChipCount - 1> step_counts_{};
  StepRecord* step_ = nullptr;
  OpenRecord precompile_{};
  Op op_{};
  ShardRecords records_;
};

// What an interpreter tells a recorder that writes down less than all details.
class StepCounter : public NoRecorder {
 public:
  static constexpr bool kInstructions = true;

  explicit StepCounter(ShardRecorder& recorder) : recorder_(recorder) {}

  void before(const Machine& machine, const Memory& memory, uint32_t pc, const Op& op) {
    recorder_.count(machine, memory, pc, op);
  }

 private:
  ShardRecorder& recorder_;
};

}  // namespace switchyard::vm
