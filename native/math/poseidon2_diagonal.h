// The internal matrix of Poseidon2 with Plonky3's default parameters.
#pragma once

#include "prime_fields.h"

namespace switchyard {

// The internal matrix is 1 + Diag(V). V starts with the same nine small values in every instance,
// [-2, 1, 2, 1/2, 3, 4, -1/2, -3, -4]; the rest are signed inverse powers of two. kShifts lists those: k
// stands for 2^-k, -k for -2^-k.
inline constexpr int kPoseidon2SmallDiagonal = 9;

template <class F, int width>
struct Poseidon2Diagonal;
template <>
struct Poseidon2Diagonal<KoalaBear, 16> {
  static constexpr int kShifts[7] = {8, 3, 24, -8, -3, -4, -24};
};
template <>
struct Poseidon2Diagonal<KoalaBear, 24> {
  static constexpr int kShifts[15] = {8, 2, 3, 4, 5, 6, 24, -8, -3, -4, -5, -6, -7, -9, -24};
};
template <>
struct Poseidon2Diagonal<BabyBear, 16> {
  static constexpr int kShifts[7] = {8, 2, 3, 27, -8, -4, -27};
};
template <>
struct Poseidon2Diagonal<BabyBear, 24> {
  static constexpr int kShifts[15] = {8, 2, 3, 4, 7, 9, 27, -8, -2, -3, -4, -5, -6, -7, -27};
};

}  // namespace switchyard
