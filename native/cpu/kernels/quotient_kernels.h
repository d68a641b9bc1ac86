// Quotient kernels: run a lowered constraint program over blocks of rows, fold the constraints with powers of
// a challenge, and divide by the vanishing polynomial.
//
// A block is kQuotientBlock consecutive rows of the bit-reversed low-degree extension. Each value of the
// program is a slot: one word for each row of the block, in a workspace that belongs to one thread. Slots
// hold registers, columns, selectors and constraints alike, so that an operand is an offset and a column
// needs no load.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu/extension_id.h"
#include "cpu/matrix_view.h"

namespace switchyard::cpu {

// Rows of a block: 4 vectors of AVX-512, so that finding an instruction costs little beside carrying it out,
// and few enough that 29 (Poseidon2) to 98 (Keccak) registers of 256 bytes stay in L1 and the 2633 columns of
// Keccak in L2.
inline constexpr size_t kLogQuotientBlock = 6;
inline constexpr size_t kQuotientBlock = size_t{1} << kLogQuotientBlock;

// Columns that are transposed from rows into slots at once: one cache line of a row.
inline constexpr size_t kTileColumns = 16;

// Constraints are kept in slots until so many can be folded with the sums in registers; and the products of
// so many fit 64 bits.
inline constexpr size_t kFoldBatch = 32;
inline constexpr size_t kFoldGroup = 4;

// Rows whose points are inverted at once; at most kInverseBlock.
inline constexpr size_t kQuotientRange = 4096;

// The most cosets of H that the quotient domain has.
inline constexpr size_t kMostChunks = 16;

// `out` is a slot. Slots are given as offsets in words, uniforms (the same for every row) by their index.
enum class QuotientOp : uint32_t {
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
  kFold,           // folds the constraints in so many slots, with the next weights; no operands
  kEnd,
};

// `count` operations of one kind on as many operands, which follow those of the run before.
struct QuotientRun {
  QuotientOp op;
  uint32_t count;
};
struct QuotientOperands {
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

// Columns first .. first + min(kTileColumns, columns) - 1 of a matrix, for the rows of the block or their
// next rows; slots from `out` on.
struct Tile {
  uint32_t matrix;  // 0 main, 1 preprocessed
  uint32_t next;
  uint32_t first;
  uint32_t out;
};

// What all threads share.
struct QuotientJob {
  const QuotientRun* runs;  // the last is kEnd
  const QuotientOperands* operands;
  const Uniform* uniforms;
  const Tile* tiles;
  uint32_t tile_count;
  uint32_t constraint_slots;  // kFoldBatch of them
  uint32_t selector_slots;    // kSelectors of them
  bool selectors[3];          // which of them the program reads
  // Weights of the constraints in the order of their assertion: for each group and each coefficient
  // kFoldGroup words, 0 for those that are not there.
  const uint32_t* weights;

  MatrixView matrices[2];  // main, preprocessed
  int log_rows;            // of the trace: n
  int log_chunks;          // the domain has n << log_chunks points, in the first rows of the matrices
  uint32_t last_point;     // h^-1
  // By chunk: the vanishing polynomial on it, its inverse, and where its n x d values go.
  uint32_t vanishing[kMostChunks];
  uint32_t inverse_vanishing[kMostChunks];
  uint32_t* chunks[kMostChunks];
};

// Consecutive rows, a power of two of them: at least kQuotientBlock or the whole domain, and at most
// kQuotientRange. Row first + i has the point factor * points[i].
struct QuotientRange {
  size_t first;
  size_t count;
  const uint32_t* points;
  uint32_t factor;
};

struct QuotientKernels {
  // Evaluates a range. `workspace` has the slots first, and from `scratch` on kQuotientScratch words; it is
  // aligned to 64 bytes and its contents do not matter.
  void (*evaluate[kExtensionDegrees])(const QuotientJob& job, const QuotientRange& range, uint32_t* workspace,
                                      size_t scratch);
};

// Points and selectors of a range, prefix products, the sums of a block in two parts, and its values.
inline constexpr size_t kQuotientScratch =
    4 * kQuotientRange + 2 * 2 * 5 * kQuotientBlock + 5 * kQuotientBlock;

namespace avx512 {
extern const QuotientKernels kQuotientKernels[kFields];
}  // namespace avx512
namespace avx2 {
extern const QuotientKernels kQuotientKernels[kFields];
}  // namespace avx2
namespace scalar {
extern const QuotientKernels kQuotientKernels[kFields];
}  // namespace scalar

}  // namespace switchyard::cpu
