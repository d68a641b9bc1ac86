// Lowers a constraint program to the steps that the quotient kernels carry out.
//
// Values become slots or uniforms. Columns, constants, public values and selectors cost no step: operands
// name their slots. Operations on uniforms alone are carried out here. A tile of columns is transposed right
// before its first use. An operation whose result is only asserted writes it into the slot that is folded.
#pragma once

#include "cpu/constraint_program.h"
#include "cpu/kernels/quotient_kernels.h"
#include "cpu/memory.h"

namespace switchyard::cpu {

// The number of entries of each array is a bound on what is written.
struct LoweredProgram {
  Buffer steps;     // of QuotientStep, the last is kEnd
  Buffer uniforms;  // of Uniform
  Buffer tiles;     // of Tile
  Buffer order;     // constraint numbers in the order of their assertion
  uint32_t tile_count;
  uint32_t constraint_slots;  // offset of kFoldBatch slots, in words
  uint32_t selector_slots;    // of kSelectors slots
  bool selectors[kSelectors];
  size_t slot_words;  // of all slots

  const QuotientStep* step_list() const { return reinterpret_cast<const QuotientStep*>(steps.data()); }
  const Uniform* uniform_list() const { return reinterpret_cast<const Uniform*>(uniforms.data()); }
  const Tile* tile_list() const { return reinterpret_cast<const Tile*>(tiles.data()); }
};

// `public_values` are program.public_values Montgomery words. False where memory is refused.
[[nodiscard]] bool lower_program(MemoryPool& memory, const ConstraintProgram& program, FieldId field,
                                 const uint32_t* public_values, LoweredProgram& lowered);

}  // namespace switchyard::cpu
