// Lowers a constraint program to the steps that the interpreter carries out and that kernels are generated
// from.
//
// Constants, scalars and what is computed of them alone become uniforms, which the host works out once an op.
// Columns are operands of the steps that use them, unless a program keeps one for several uses. A value that
// is only asserted goes there without a slot, and what nobody uses is left out.
#pragma once

#include <cstdint>
#include <vector>

#include "cuda/kernels/program_interpreter.h"
#include "device/kit/constraint_program.h"
#include "math/field_id.h"

namespace switchyard::cuda {

// A word that is the same for all rows: a constant a, the scalar a, or a sum, difference or product of
// earlier uniforms a and b.
struct Uniform {
  device::Opcode opcode;
  uint32_t a;
  uint32_t b;

  bool is_constant() const { return opcode == device::Opcode::kLoadConstant; }
};

// Which coordinate of which constraint.
struct Assertion {
  uint32_t constraint;
  uint32_t coordinate;
};

struct LoweredProgram {
  FieldId field;
  std::vector<Step> steps;
  uint32_t slots;  // at least one
  std::vector<Uniform> uniforms;
  std::vector<Assertion> assertions;  // in the order of the steps that are asserted
  bool selectors[device::kSelectors];

  // Of a run: `scalars` are as many Montgomery words as the program takes.
  std::vector<uint32_t> uniform_words(const uint32_t* scalars) const;
};

LoweredProgram lower_program(const device::ConstraintProgram& program, FieldId field);

// Parts of an operand.
constexpr uint32_t make_operand(OperandKind kind, uint32_t index) {
  return static_cast<uint32_t>(kind) << kOperandKindShift | index;
}
constexpr OperandKind operand_kind(uint32_t operand) {
  return static_cast<OperandKind>(operand >> kOperandKindShift);
}
constexpr ProgramMatrix operand_matrix(uint32_t operand) {
  return static_cast<ProgramMatrix>(operand >> kOperandMatrixShift & 3);
}

}  // namespace switchyard::cuda
