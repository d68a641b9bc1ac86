// Permutations of states, one a thread, in registers.
#pragma once

#include <cstdint>

#include "cuda/kernels/column_major.h"
#include "cuda/launch/attributes.h"
#include "math/keccak.h"
#include "math/poseidon2.h"

namespace switchyard::cuda {

// Each row of `width` columns is permuted `repeat` times, from input to output; the two may be one.
template <class F, int width>
struct PermutePoseidon2 {
  static constexpr const char* kName = width == 16 ? "permute_poseidon2_16" : "permute_poseidon2_24";

  ColumnMajor input;
  ColumnMajor output;
  uint32_t repeat;

  SY_GPU void operator()(uint64_t row) const {
    Element<F> state[width];
    for (int k = 0; k < width; ++k) state[k].value = input.at(row, static_cast<uint32_t>(k));
    for (uint32_t i = 0; i < repeat; ++i) poseidon2_permute<width>(state);
    for (int k = 0; k < width; ++k) output.at(row, static_cast<uint32_t>(k)) = state[k].value;
  }
};

// The same with 25 lanes of two words, low half first.
struct PermuteKeccak {
  static constexpr const char* kName = "permute_keccak";

  ColumnMajor input;
  ColumnMajor output;
  uint32_t repeat;

  SY_GPU void operator()(uint64_t row) const {
    uint64_t state[kKeccakLanes];
    for (uint32_t k = 0; k < kKeccakLanes; ++k)
      state[k] = input.at(row, 2 * k) | static_cast<uint64_t>(input.at(row, 2 * k + 1)) << 32;
    for (uint32_t i = 0; i < repeat; ++i) keccak_f(state);
    for (uint32_t k = 0; k < kKeccakLanes; ++k) {
      output.at(row, 2 * k) = static_cast<uint32_t>(state[k]);
      output.at(row, 2 * k + 1) = static_cast<uint32_t>(state[k] >> 32);
    }
  }
};

}  // namespace switchyard::cuda
