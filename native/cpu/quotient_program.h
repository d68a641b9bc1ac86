// Lowers a constraint program to the runs of operations that the quotient kernels carry out.
//
// Values become slots or uniforms. Columns, constants, public values and selectors cost no operation:
// operands name their slots. Operations on uniforms alone are carried out here. A tile of columns is
// transposed right before its first use. An operation whose result is only asserted writes it into the slot
// that is folded.
#pragma once

#include "cpu/constraint_program.h"
#include "cpu/quotient_schedule.h"

namespace switchyard::cpu {

struct LoweredProgram {
  Schedule schedule;
  Buffer uniforms;  // of Uniform
  uint32_t tile_count;
  uint32_t constraint_slots;  // offset of kFoldBatch slots, in words
  uint32_t selector_slots;    // of kSelectors slots
  bool selectors[kSelectors];
  size_t slot_words;  // of all slots
};

// `public_values` are program.public_values Montgomery words. False where memory is refused.
[[nodiscard]] bool lower_program(MemoryPool& memory, const ConstraintProgram& program, FieldId field,
                                 const uint32_t* public_values, LoweredProgram& lowered);

}  // namespace switchyard::cpu
