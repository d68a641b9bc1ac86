// Running a lowered program on one block of rows.
#pragma once

#include "cpu/kernels/program_kernels.h"

namespace switchyard::cpu::SY_ISA {

// Where the rows of a block are in the matrices: this row, the next. Fewer rows than a block are repeated
// until they fill it.
struct BlockRows {
  uint32_t rows[2][kProgramBlock];
};

// Fills the slots of a tile, and prefetches one that comes some tiles later, in this block or the one after.
void transpose_tile(const ProgramJob& job, uint32_t index, const BlockRows& block, uint32_t* slots);

// What a program's kFold runs do with the values in the asserted slots: add(values, weights, groups, sums)
// for `groups` * kFoldGroup slots; their weights follow those of the run before.
struct Fold {
  void (*add)(const uint32_t* values, const uint32_t* weights, size_t groups, uint64_t* sums);
  const uint32_t* weights;
  size_t group_weights;  // words for one group
  uint64_t* sums;
};

// Runs the program on one block. Asserted values are folded, or stay in their slots where it has no kFold
// runs.
template <class F>
void run_program(const ProgramJob& job, const BlockRows& block, uint32_t* slots, const Fold& fold);

}  // namespace switchyard::cpu::SY_ISA
