#include "vm/lie.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "vm/state_tree.h"

namespace switchyard::vm {
namespace {

// The program with another word at an address of its code.
Program with_word(const Program& program, uint32_t address, uint32_t word) {
  std::vector<Segment> segments = program.segments();
  for (Segment& segment : segments)
    if (segment.executable && address - segment.address < segment.size)
      std::memcpy(&segment.bytes[address - segment.address], &word, sizeof word);
  return Program({program.entry(), std::move(segments), program.functions()});
}

// What the guest sees of a word. The system page beyond the registers is the recorder's alone.
void change(Guest& guest, uint32_t space, uint32_t address, uint32_t by) {
  if (space == kSystemSpace) {
    if (address <= kSink) guest.machine().x[address] += by;
    return;
  }
  uint32_t word;
  std::memcpy(&word, guest.memory().bytes() + size_t{address} * 4, sizeof word);
  word += by;
  uint8_t bytes[sizeof word];
  std::memcpy(bytes, &word, sizeof word);
  guest.memory().write(4 * address, bytes);
}

}  // namespace

uint32_t Liar::together(uint32_t taken, uint32_t steps) const {
  for (const Lie& lie : untold_)
    if (taken <= lie.step) steps = taken == lie.step ? 1 : std::min(steps, lie.step - taken);
  return steps;
}

const Program& Liar::before(Guest& guest, ShardRecorder& recorder) {
  telling_.clear();
  const uint32_t step = recorder.steps();
  std::erase_if(untold_, [&](const Lie& lie) {
    if (lie.step != step) return false;
    telling_.push_back(lie);
    return true;
  });
  const Program* executed = &guest.program();
  for (const Lie& lie : telling_) {
    switch (lie.kind) {
      case Lie::Kind::kExecuted:
        executed = &other_.emplace(with_word(guest.program(), guest.machine().pc, lie.value));
        break;
      case Lie::Kind::kFound:
        recorder.lie_about_found(guest.memory(), lie.space, lie.address, lie.value);
        change(guest, lie.space, lie.address, lie.value);
        break;
      case Lie::Kind::kWhen:
        recorder.lie_about_time(lie.value);
        break;
      case Lie::Kind::kLeft:
      case Lie::Kind::kNext:
        break;
    }
  }
  return *executed;
}

void Liar::after(Guest& guest, ShardRecorder& recorder) {
  for (const Lie& lie : std::exchange(telling_, {})) {
    if (lie.kind == Lie::Kind::kLeft) {
      recorder.lie_about_left(lie.space, lie.address, lie.value);
      change(guest, lie.space, lie.address, lie.value);
    } else if (lie.kind == Lie::Kind::kNext) {
      guest.machine().pc = 4 * recorder.lie_about_next(lie.value);
    }
  }
}

}  // namespace switchyard::vm
