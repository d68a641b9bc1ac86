// Puts the operations of a constraint program into runs of one kind, and gives their values registers.
//
// The interpreter finds the code of an operation through an indirect jump. Taken once for each operation, in
// an order too long for the processor to remember, it would be mispredicted nearly every time, which costs
// more than an addition of 64 rows. So operations of the same kind follow each other wherever the
// dependencies allow it within a window of the program; the window keeps the lives of values, and so
// registers, short.
#pragma once

#include "cpu/kernels/quotient_kernels.h"
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
inline constexpr uint32_t kNoConstraint = ~0u;

// An operation, in an order in which operands come before their users. Its value is needed by other nodes or,
// if `constraint` is a constraint's number, by the fold alone.
struct Node {
  QuotientOp op;  // kEnd for a node that is part of another
  NodeOperand a, b, c;
  uint32_t constraint;
};

// What to schedule. An operand's tile is an index into `tiles`; registers take slots from the offset
// `register_slots` on.
struct ScheduleInput {
  const Node* nodes;
  uint32_t count;
  const Tile* tiles;
  uint32_t tile_count;
  uint32_t constraints;
  uint32_t constraint_slots;
  uint32_t register_slots;
};

struct Schedule {
  Buffer runs;         // of QuotientRun, the last is kEnd
  Buffer operands;     // of QuotientOperands, one for each node at most, in the order of the runs
  Buffer tiles;        // of Tile, in the order of their first use
  Buffer order;        // constraint numbers in the order in which they are folded
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
