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
  if (told_ || taken > lie_.step) return steps;
  return taken == lie_.step ? 1 : std::min(steps, lie_.step - taken);
}

const Program& Liar::before(Guest& guest, ShardRecorder& recorder) {
  telling_ = !told_ && recorder.steps() == lie_.step;
  if (!telling_) return guest.program();
  told_ = true;
  if (lie_.kind == Lie::Kind::kExecuted)
    return other_.emplace(with_word(guest.program(), guest.machine().pc, lie_.value));
  if (lie_.kind == Lie::Kind::kFound) {
    recorder.lie_about_found(guest.memory(), lie_.space, lie_.address, lie_.value);
    change(guest, lie_.space, lie_.address, lie_.value);
  }
  return guest.program();
}

void Liar::after(Guest& guest, ShardRecorder& recorder) {
  if (!std::exchange(telling_, false)) return;
  if (lie_.kind == Lie::Kind::kLeft) {
    recorder.lie_about_left(lie_.space, lie_.address, lie_.value);
    change(guest, lie_.space, lie_.address, lie_.value);
  } else if (lie_.kind == Lie::Kind::kNext) {
    guest.machine().pc = 4 * recorder.lie_about_next(lie_.value);
  }
}

}  // namespace switchyard::vm
