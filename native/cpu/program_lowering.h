// Lowers a constraint program to the runs of operations that the program kernels carry out.
//
// Values become slots or uniforms. Columns, constants, scalars and selectors cost no operation: operands name
// their slots. Operations on uniforms alone are carried out here. A tile of columns is transposed right
// before its first use. An operation whose result is only asserted writes it into the slot that is folded or
// stored.
#pragma once

#include "cpu/matrix_view.h"
#include "cpu/program_schedule.h"
#include "device/kit/constraint_program.h"

namespace switchyard::cpu {

using device::ConstraintProgram;
using device::Instruction;
using device::kSelectors;
using device::Opcode;

struct LoweredProgram {
  Schedule schedule;
  Buffer uniforms;  // of Uniform
  uint32_t tile_count;
  uint32_t asserted_slots;  // offset of asserted_slots_of(sink, assertions) slots, in words
  uint32_t selector_slots;  // of kSelectors slots
  bool selectors[kSelectors];
  size_t slot_words;  // of all slots

  // The program as the kernels see it. Matrices that it has no columns of are not looked at.
  ProgramJob job(const MatrixView& main, const MatrixView& preprocessed, const MatrixView& permutation) const;
};

// `scalars` are program.scalars Montgomery words. False where memory is refused.
[[nodiscard]] bool lower_program(MemoryPool& memory, const ConstraintProgram& program, FieldId field,
                                 const uint32_t* scalars, Sink sink, LoweredProgram& lowered);

}  // namespace switchyard::cpu
