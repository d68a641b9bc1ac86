// Cuts a lowered program into parts that become kernels of their own.
//
// Compilers take more than twice the time for twice the steps, and their kernels more registers. What a later
// part needs of an earlier one's slots goes through memory, a word a row, so programs are cut where that is
// least. Each part adds its share of the asserted values to the result.
#pragma once

#include <cstdint>
#include <vector>

#include "cuda/program/lowering.h"

namespace switchyard::cuda {

// Parts are as long as this, but for a third: some seconds of compilation, and about as much code as the
// caches for instructions hold.
inline constexpr uint32_t kPartSteps = 2000;

struct ProgramPart {
  uint32_t first_step;
  uint32_t end_step;
  uint32_t first_assertion;
  std::vector<uint32_t> loads;   // slots that come from memory; the k-th is column k of what is carried
  std::vector<uint32_t> stores;  // those that the next part loads
};

// At least one part.
std::vector<ProgramPart> cut_program(const LoweredProgram& program, uint32_t part_steps = kPartSteps);

// Columns that are carried between parts.
uint32_t carried_columns(const std::vector<ProgramPart>& parts);

}  // namespace switchyard::cuda
