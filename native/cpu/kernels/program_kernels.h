// Lowered constraint programs, as the kernels that run them see them.
//
// Programs run on blocks of kProgramBlock rows. Each value is a slot: one word for each row of the block, in
// a workspace that belongs to one thread. Slots hold registers, columns, selectors and asserted values alike,
// so that an operand is an offset and a column needs no load.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu/matrix_view.h"

namespace switchyard::cpu {

// Rows of a block: 4 vectors of AVX-512, so that finding an instruction costs little beside carrying it out,
// and few enough that 29 (Poseidon2) to 98 (Keccak) registers of 256 bytes stay in L1 and the 2633 columns of
// Keccak in L2.
inline constexpr size_t kLogProgramBlock = 6;
inline constexpr size_t kProgramBlock = size_t{1} << kLogProgramBlock;

// Columns that are transposed from rows into slots at once: one cache line of a row.
inline constexpr size_t kTileColumns = 16;

// Values to fold are kept in slots until so many can be folded with the sums in registers; and the products
// of so many fit 64 bits.
inline constexpr size_t kFoldBatch = 32;
inline constexpr size_t kFoldGroup = 4;

// `out` is a slot. Slots are given as offsets in words, uniforms (the same for every row) by their index.
enum class ProgramOp : uint32_t {
  kAdd,            // slot a + slot b; likewise below
  kSub,            //
  kMul,            //
  kAddUniform,     // slot a + uniform b
  kUniformMinus,   // uniform b - slot a
  kMulUniform,     // slot a * uniform b
  kAddAdd,         // slot a + slot b + slot c; likewise below
  kAddSub,         // a + b - c
  kMulAdd,         // a * b + c
  kMulSub,         // a * b - c
  kSubMul,         // c - a * b
  kMulUniformAdd,  // slot a * uniform b + slot c
  kCopy,           // slot a
  kFill,           // uniform b
  kTile,           // transposes the next tiles; no operands
  kFold,           // folds the values in so many of the asserted slots; no operands
  kEnd,
};

// `count` operations of one kind on as many operands, which follow those of the run before.
struct ProgramRun {
  ProgramOp op;
  uint32_t count;
};
struct ProgramOperands {
  uint32_t out;
  uint32_t a;
  uint32_t b;
  uint32_t c;
};

// c in Montgomery form, and c / p mod 2^32, with which a product by c reduces faster.
struct Uniform {
  uint32_t value;
  uint32_t quotient;
};

// The matrices that a program reads.
enum ProgramMatrix : uint32_t { kMainMatrix = 0, kPreprocessedMatrix = 1, kPermutationMatrix = 2 };
inline constexpr size_t kProgramMatrices = 3;

// Columns first .. first + min(kTileColumns, columns) - 1 of a matrix, for the rows of the block or their
// next rows; slots from `out` on.
struct Tile {
  uint32_t matrix;  // ProgramMatrix
  uint32_t next;
  uint32_t first;
  uint32_t out;
};

// What all threads share.
struct ProgramJob {
  const ProgramRun* runs;  // the last is kEnd
  const ProgramOperands* operands;
  const Uniform* uniforms;
  const Tile* tiles;
  uint32_t tile_count;
  uint32_t asserted_slots;
  MatrixView matrices[kProgramMatrices];  // by ProgramMatrix
};

}  // namespace switchyard::cpu
