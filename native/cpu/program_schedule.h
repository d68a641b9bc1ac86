// Puts the operations of a constraint program into runs of one kind, and gives their values registers.
//
// The interpreter finds the code of an operation through an indirect jump. Taken once for each operation, in
// an order too long for the processor to remember, it would be mispredicted nearly every time, which costs
// more than an addition of 64 rows. So operations of the same kind follow each other wherever the
// dependencies allow it within a window of the program; the window keeps the lives of values, and so
// registers, short.
#pragma once

#include "cpu/kernels/program_kernels.h"
#include "cpu/memory.h"

namespace switchyard::cpu {

// An operand: a slot of its own, such as a column's, a uniform, or the value of an earlier node.
inline constexpr uint32_t kNoTile = ~0u;
struct NodeOperand {
  enum Kind : uint32_t { kSlot, kUniform, kNode };
  Kind kind = kSlot;
  uint32_t index = 0;       // offset of the slot, index of the uniform, index of the node
  uint32_t tile = kNoTile;  // that the slot belongs to
};

// The coordinate of a constraint that a value is asserted as.
inline constexpr uint32_t kNoConstraint = ~0u;
struct Assertion {
  uint32_t constraint = kNoConstraint;
  uint32_t coordinate = 0;
};

// An operation, in an order in which operands come before their users. Its value is needed by other nodes or,
// if it is asserted, by nobody else.
struct Node {
  ProgramOp op;  // kEnd for a node that is part of another
  NodeOperand a, b, c;
  Assertion assertion;
};

// What becomes of asserted values. There are `asserted_slots_of` slots for them from the offset
// `asserted_slots` on.
enum class Sink {
  kFold,   // they are folded whenever kFoldBatch of them are there, and at the end
  kStore,  // each has a slot of its own
};
constexpr uint32_t asserted_slots_of(Sink sink, uint32_t assertions) {
  return sink == Sink::kFold ? static_cast<uint32_t>(kFoldBatch) : assertions;
}

// What to schedule. An operand's tile is an index into `tiles`; registers take slots from the offset
// `register_slots` on.
struct ScheduleInput {
  const Node* nodes;
  uint32_t count;
  const Tile* tiles;
  uint32_t tile_count;
  uint32_t assertions;
  Sink sink;
  uint32_t asserted_slots;
  uint32_t register_slots;
};

struct Schedule {
  Buffer runs;         // of ProgramRun, the last is kEnd
  Buffer operands;     // of ProgramOperands, one for each node at most, in the order of the runs
  Buffer tiles;        // of Tile, in the order of their first use
  Buffer order;        // of Assertion, in the order in which the values are folded, or of their slots
  uint32_t registers;  // how many
};

// False where memory is refused.
[[nodiscard]] bool schedule_nodes(MemoryPool& memory, const ScheduleInput& input, Schedule& schedule);

// `count` elements of trivial type T in a buffer of words; at least one.
template <class T>
[[nodiscard]] bool reserve(MemoryPool& memory, size_t count, Buffer& buffer) {
  static_assert(sizeof(T) % sizeof(uint32_t) == 0);
  buffer = Buffer::allocate(memory, (count > 0 ? count : 1) * (sizeof(T) / sizeof(uint32_t)));
  return static_cast<bool>(buffer);
}
template <class T>
T* as(Buffer& buffer) {
  return reinterpret_cast<T*>(buffer.data());
}
template <class T>
const T* as(const Buffer& buffer) {
  return reinterpret_cast<const T*>(buffer.data());
}

}  // namespace switchyard::cpu
