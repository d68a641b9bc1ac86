#include "cpu/program_schedule.h"

#include <algorithm>

namespace switchyard::cpu {
namespace {

// Nodes that are looked at together: enough for runs of 6 (Poseidon2) and 7 (Keccak) operations on average.
// Twice as many make longer runs but more registers, and no more speed.
constexpr uint32_t kWindow = 64;

constexpr uint32_t kKinds = static_cast<uint32_t>(ProgramOp::kFill) + 1;

class Scheduler {
 public:
  Scheduler(const ScheduleInput& input, Schedule& schedule)
      : in_(input), out_(schedule), slots_to_fill_(asserted_slots_of(input.sink, input.assertions)) {}

  bool run(MemoryPool& memory) {
    const size_t runs = 2 * size_t{in_.count} + in_.tile_count + in_.assertions / kFoldBatch + 2;
    if (!reserve<ProgramRun>(memory, runs, out_.runs) ||
        !reserve<ProgramOperands>(memory, in_.count, out_.operands) ||
        !reserve<Tile>(memory, in_.tile_count, out_.tiles) ||
        !reserve<Assertion>(memory, in_.assertions, out_.order) ||
        !reserve<uint32_t>(memory, in_.count, sequence_) || !reserve<uint32_t>(memory, in_.count, slots_) ||
        !reserve<uint32_t>(memory, in_.count, uses_) || !reserve<uint32_t>(memory, in_.count, free_) ||
        !reserve<uint32_t>(memory, in_.tile_count, loaded_))
      return false;
    find_sequence();
    count_uses();
    std::fill_n(loaded_.data(), in_.tile_count, 0);
    for (uint32_t i = 0; i < length_;) i = emit_run(i);
    fold();
    add_run(ProgramOp::kEnd, 0);
    out_.registers = registers_;
    return true;
  }

 private:
  const Node& node(uint32_t i) const { return in_.nodes[i]; }

  // The order of the nodes: of the first kWindow that are left, all that can be computed of the most frequent
  // kind, and so on. slots_ marks the nodes that are in the sequence.
  void find_sequence() {
    uint32_t* done = slots_.data();
    for (uint32_t i = 0; i < in_.count; ++i) done[i] = node(i).op == ProgramOp::kEnd;
    const auto known = [&](const NodeOperand& o) { return o.kind != NodeOperand::kNode || done[o.index]; };
    const auto ready = [&](uint32_t i) {
      return !done[i] && known(node(i).a) && known(node(i).b) && known(node(i).c);
    };
    uint32_t first = 0;
    const auto skip_done = [&] {
      while (first < in_.count && done[first]) ++first;
    };
    for (skip_done(); first < in_.count; skip_done()) {
      const uint32_t end = std::min(in_.count, first + kWindow);
      uint32_t counts[kKinds] = {};
      for (uint32_t i = first; i < end; ++i)
        if (ready(i)) ++counts[static_cast<uint32_t>(node(i).op)];
      const auto kind = static_cast<ProgramOp>(std::max_element(counts, counts + kKinds) - counts);
      for (uint32_t i = first; i < end; ++i) {
        if (node(i).op != kind || !ready(i)) continue;
        done[i] = 1;
        sequence_.data()[length_++] = i;
      }
    }
  }

  void count_uses() {
    uint32_t* uses = uses_.data();
    std::fill_n(uses, in_.count, 0);
    for (uint32_t i = 0; i < length_; ++i) {
      const Node& n = node(sequence_.data()[i]);
      for (const NodeOperand* operand : {&n.a, &n.b, &n.c})
        if (operand->kind == NodeOperand::kNode) ++uses[operand->index];
    }
  }

  // Emits the nodes of one kind from place `first` of the sequence on, as far as the slots for asserted
  // values reach, after the tiles that they need. Returns the place after them.
  uint32_t emit_run(uint32_t first) {
    const ProgramOp kind = node(sequence_.data()[first]).op;
    uint32_t end = first;
    uint32_t asserted = pending_;
    uint32_t tiles = 0;
    for (; end < length_; ++end) {
      const Node& n = node(sequence_.data()[end]);
      if (n.op != kind) break;
      if (n.assertion.constraint != kNoConstraint && asserted++ == slots_to_fill_) break;
      tiles += load_tile(n.a) + load_tile(n.b) + load_tile(n.c);
    }
    if (tiles > 0) add_run(ProgramOp::kTile, tiles);
    add_run(kind, end - first);
    for (uint32_t i = first; i < end; ++i) emit_node(sequence_.data()[i]);
    if (pending_ == slots_to_fill_) fold();
    return end;
  }

  uint32_t load_tile(const NodeOperand& operand) {
    if (operand.tile == kNoTile || loaded_.data()[operand.tile]) return 0;
    loaded_.data()[operand.tile] = 1;
    as<Tile>(out_.tiles)[tiles_++] = in_.tiles[operand.tile];
    return 1;
  }

  // Registers of operands that die are free for the result, the last freed first.
  void emit_node(uint32_t i) {
    const Node& n = node(i);
    const uint32_t a = place(n.a);
    const uint32_t b = place(n.b);
    const uint32_t c = place(n.c);
    release(n.a);
    release(n.b);
    release(n.c);
    uint32_t out;
    if (n.assertion.constraint == kNoConstraint) {
      const uint32_t r = free_count_ > 0 ? free_.data()[--free_count_] : registers_++;
      out = in_.register_slots + r * kProgramBlock;
      slots_.data()[i] = r;
      if (uses_.data()[i] == 0) free_.data()[free_count_++] = r;
    } else {
      out = in_.asserted_slots + pending_++ * kProgramBlock;
      as<Assertion>(out_.order)[asserted_++] = n.assertion;
    }
    as<ProgramOperands>(out_.operands)[operands_++] = {out, a, b, c};
  }
  uint32_t place(const NodeOperand& operand) const {
    return operand.kind == NodeOperand::kNode
               ? in_.register_slots + slots_.data()[operand.index] * static_cast<uint32_t>(kProgramBlock)
               : operand.index;
  }
  void release(const NodeOperand& operand) {
    if (operand.kind == NodeOperand::kNode && --uses_.data()[operand.index] == 0)
      free_.data()[free_count_++] = slots_.data()[operand.index];
  }

  void fold() {
    if (in_.sink != Sink::kFold) return;
    if (pending_ > 0) add_run(ProgramOp::kFold, pending_);
    pending_ = 0;
  }
  void add_run(ProgramOp op, uint32_t count) { as<ProgramRun>(out_.runs)[runs_++] = {op, count}; }

  const ScheduleInput& in_;
  Schedule& out_;
  const uint32_t slots_to_fill_;
  Buffer sequence_;      // of nodes
  Buffer slots_;         // registers of nodes
  Buffer uses_;          // left, by node
  Buffer free_;          // registers
  Buffer loaded_;        // whether a tile is
  uint32_t length_ = 0;  // of the sequence
  uint32_t runs_ = 0;
  uint32_t operands_ = 0;
  uint32_t tiles_ = 0;
  uint32_t free_count_ = 0;
  uint32_t registers_ = 0;
  uint32_t pending_ = 0;   // asserted values in slots
  uint32_t asserted_ = 0;  // so far
};

}  // namespace

bool schedule_nodes(MemoryPool& memory, const ScheduleInput& input, Schedule& schedule) {
  return Scheduler(input, schedule).run(memory);
}

}  // namespace switchyard::cpu
