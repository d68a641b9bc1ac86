// Folding the constraints of one block of rows.
#pragma once

#include "cpu/kernels/quotient_kernels.h"
#include "math/extension.h"

namespace switchyard::cpu::SY_ISA {

// Sums of products value * weight, one for each row and coefficient, not reduced. A sum S is kept as S mod
// 2^64 and the sum of the high halves of the products' sums by groups, from which the carries follow.
template <class M>
struct FoldSums {
  static constexpr size_t kWords = 2 * M::kDegree * kProgramBlock;  // of 64 bits
  static void clear(uint64_t* sums);
  // Adds `groups` * kFoldGroup constraints, each in its slot.
  static void add(const uint32_t* constraints, const uint32_t* weights, size_t groups, uint64_t* sums);
  // values[k * kProgramBlock + row] = coefficient k of the sum, for less than p groups.
  static void finish(const uint64_t* sums, uint32_t* values);
};

extern template struct FoldSums<KoalaBear4>;
extern template struct FoldSums<BabyBear4>;
extern template struct FoldSums<KoalaBear5>;

}  // namespace switchyard::cpu::SY_ISA
