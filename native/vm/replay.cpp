#include "vm/replay.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "vm/execute.h"

namespace switchyard::vm {
namespace {

std::vector<uint32_t> words_from(std::span<const uint8_t> bytes, size_t first_word) {
  const size_t from = std::min(first_word * 4, bytes.size());
  std::vector<uint32_t> words((bytes.size() - from + 3) / 4);
  if (from < bytes.size()) std::memcpy(words.data(), bytes.data() + from, bytes.size() - from);
  return words;
}

}  // namespace

Replay::Replay(const Program& program, Inputs inputs, Limits limits, Observer& observer, Detail detail)
    : limits_(limits),
      observer_(observer),
      guest_(program, std::move(inputs), limits.memory_bytes, observer),
      tree_(initial_tree(program)),
      recorder_(program, detail),
      counter_(recorder_),
      pc_(program.entry() / 4) {}

Replayed Replay::next(const ShardLimits& limits) {
  if (guest_.has_ended()) return Replayed::kEnded;
  if (!detail_.empty()) return Replayed::kUnproven;
  const uint64_t cycles = guest_.cycles();
  recorder_.begin(pc_, tree_);
  if (recorder_.certain_steps(limits) == 0) return Replayed::kNoRoom;
  const Replayed replayed = run(limits);
  if (replayed != Replayed::kShard) return replayed;
  recorder_.sync(guest_.machine());
  pc_ = guest_.has_ended() ? kHaltedPc : guest_.machine().pc / 4;
  recorder_.finish(guest_.memory(), pc_, guest_.cycles() - cycles, tree_);
  return Replayed::kShard;
}

Replayed Replay::run(const ShardLimits& limits) {
  while (uint32_t steps = recorder_.certain_steps(limits)) {
    if (liar_) steps = liar_->together(recorder_.steps(), steps);
    if (!guest_.check_cycles(limits_.cycles)) return Replayed::kEnded;
    const Program& program = liar_ ? liar_->before(guest_, recorder_) : guest_.program();
    const uint64_t budget = std::min<uint64_t>(steps, limits_.cycles - guest_.all_cycles());
    const Stopped stopped = recorder_.detail() == Detail::kAll
                                ? advance<ShardRecorder, true>(program, recorder_, budget)
                                : advance<StepCounter, true>(program, counter_, budget);
    if (stopped.stop == Stop::kCall) {
      switch (call(limits)) {
        case Step::kDone:
          if (liar_) liar_->after(guest_, recorder_);
          break;
        case Step::kDivided:
          return Replayed::kShard;
        case Step::kNotTaken:
          return recorder_.steps() == 0 ? Replayed::kNoRoom : Replayed::kShard;
        case Step::kFailed:
          return detail_.empty() ? Replayed::kEnded : Replayed::kUnproven;
      }
      if (guest_.has_ended()) return Replayed::kShard;
    } else {
      if (liar_) liar_->after(guest_, recorder_);
      guest_.end_for(stopped);
    }
    if (guest_.has_ended() || !watch(stopped)) return Replayed::kEnded;
  }
  return Replayed::kShard;
}

template <class Recorder, bool kExact>
Stopped Replay::advance(const Program& program, Recorder& recorder, uint64_t budget) {
  const Stopped stopped =
      interpret<Recorder, kExact>(program, guest_.memory(), guest_.machine(), guest_.counts(), recorder,
                                  guest_.cycles(), std::min(budget, kSliceCycles));
  guest_.add_cycles(stopped.executed);
  return stopped;
}

bool Replay::watch(const Stopped& stopped) {
  work_ += stopped.executed + (stopped.stop == Stop::kCall ? kCallWork : 0);
  if (work_ < kSliceCycles) return true;
  work_ = 0;
  if (observer_.progress(guest_.all_cycles())) return true;
  guest_.end_cancelled();
  return false;
}

Replay::Step Replay::call(const ShardLimits& limits) {
  const uint32_t pc = guest_.machine().pc;
  const uint32_t number = guest_.machine().x[kT0];
  recorder_.sync(guest_.machine());
  if (number == static_cast<uint32_t>(Call::kHintRead)) return hint_read(limits);
  if (const Precompile* called = find_precompile(number)) return precompile(*called, limits);
  guest_.call();
  if (guest_.is_unconstrained() && !run_unconstrained_block()) return Step::kFailed;
  if (guest_.has_ended() && !guest_.has_halted()) return Step::kFailed;
  recorder_.call(pc, guest_.machine().x[kT0]);
  return Step::kDone;
}

Replay::Step Replay::precompile(const Precompile& precompile, const ShardLimits& limits) {
  if (!arguments_fit(precompile, guest_.machine())) {
    guest_.call();  // says what is wrong
    return Step::kFailed;
  }
  if (!recorder_.has_room(precompile, limits)) return Step::kNotTaken;
  recorder_.begin_precompile(precompile, guest_.machine(), guest_.memory());
  guest_.call();
  if (guest_.has_ended()) return Step::kFailed;
  recorder_.end_precompile(guest_.memory());
  return Step::kDone;
}

// Until its end, or that of the run; returns whether it was the block's.
bool Replay::run_unconstrained_block() {
  while (guest_.is_unconstrained() && !guest_.has_ended()) {
    if (!guest_.check_cycles(limits_.cycles)) return false;
    const Stopped stopped =
        advance<NoRecorder, true>(guest_.program(), nothing_, limits_.cycles - guest_.all_cycles());
    if (stopped.stop == Stop::kCall)
      guest_.call();
    else
      guest_.end_for(stopped);
    if (!guest_.has_ended()) watch(stopped);
  }
  return !guest_.has_ended();
}

Replay::Step Replay::hint_read(const ShardLimits& limits) {
  Guest& guest = guest_;
  const uint32_t pc = guest.machine().pc;
  const uint32_t address = guest.machine().x[kA0], size = guest.machine().x[kA1];
  const std::vector<uint8_t>* input = guest.next_input();
  const bool can_be_read = input != nullptr && input->size() == size && address % 4 == 0 &&
                           uint64_t{address} + (uint64_t{size} + 3) / 4 * 4 <= kAddressLimit;
  if (!can_be_read) {
    guest.call();  // says what is wrong
    return Step::kFailed;
  }
  if (size >= kMaxHintBytes) {
    detail_ = "the guest reads an input of " + std::to_string(size) + " bytes, and only those below " +
              std::to_string(kMaxHintBytes) + " can be proven";
    return Step::kFailed;
  }
  const uint32_t before = recorder_.system_word(kHintDoneWord);
  const std::vector<uint32_t> words = words_from(*input, before);
  const uint32_t first = address / 4 + before;
  const uint32_t written = recorder_.hint_words(guest.memory(), first, words, limits);
  if (written == words.size()) {
    guest.call();
    if (guest.has_ended()) return Step::kFailed;
    recorder_.call(pc, guest.machine().x[kT0], written);
    return Step::kDone;
  }
  const std::span<const uint8_t> bytes(reinterpret_cast<const uint8_t*>(words.data()), size_t{written} * 4);
  if (guest.memory().write(first * 4, bytes) != Access::kDone) {
    guest.call();
    return Step::kFailed;
  }
  recorder_.call(pc, guest.machine().x[kT0], written);
  return Step::kDivided;
}

}  // namespace switchyard::vm
