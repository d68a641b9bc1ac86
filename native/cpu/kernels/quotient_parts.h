// The parts of the quotient kernels: what happens to one block of rows.
#pragma once

#include "cpu/kernels/quotient_kernels.h"
#include "math/extension.h"

namespace switchyard::cpu::SY_ISA {

// Where the rows of a block are. Domains shorter than a block are repeated until they fill it.
struct BlockRows {
  uint32_t natural[kQuotientBlock];  // the power of the generator at which the row's point lies
  uint32_t rows[2][kQuotientBlock];  // in the matrices: this row, the next
};

// Fills the slots of a tile, and prefetches one that comes some tiles later, in this block or the one after.
void transpose_tile(const QuotientJob& job, uint32_t index, const BlockRows& block, uint32_t* slots);

// Sums of products value * weight, one for each row and coefficient, not reduced. A sum S is kept as S mod
// 2^64 and the sum of the high halves of the products' sums by groups, from which the carries follow.
template <class M>
struct FoldSums {
  static constexpr size_t kWords = 2 * M::kDegree * kQuotientBlock;  // of 64 bits
  static void clear(uint64_t* sums);
  // Adds `groups` * kFoldGroup constraints, each in its slot.
  static void add(const uint32_t* constraints, const uint32_t* weights, size_t groups, uint64_t* sums);
  // values[k * kQuotientBlock + row] = coefficient k of the sum, for less than p groups.
  static void finish(const uint64_t* sums, uint32_t* values);
};

// Runs the program on one block: values[k * kQuotientBlock + row] is coefficient k of the folded constraints.
template <class M>
void run_program(const QuotientJob& job, const BlockRows& block, uint32_t* slots, uint64_t* sums,
                 uint32_t* values);

extern template struct FoldSums<KoalaBear4>;
extern template struct FoldSums<BabyBear4>;
extern template struct FoldSums<KoalaBear5>;
extern template void run_program<KoalaBear4>(const QuotientJob&, const BlockRows&, uint32_t*, uint64_t*,
                                             uint32_t*);
extern template void run_program<BabyBear4>(const QuotientJob&, const BlockRows&, uint32_t*, uint64_t*,
                                            uint32_t*);
extern template void run_program<KoalaBear5>(const QuotientJob&, const BlockRows&, uint32_t*, uint64_t*,
                                             uint32_t*);

}  // namespace switchyard::cpu::SY_ISA
