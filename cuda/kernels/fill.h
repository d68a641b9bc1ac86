// The traces of the standard chips from the states that they permute.
//
// Neighbouring threads have neighbouring rows, so that every column that they write is one line of a warp.
// Writing bounds both: 5.2 KiB a row of Poseidon2 in KoalaBear and 10.3 KiB of Keccak-f, so 2^17 rows of
// Poseidon2 take 0.16 ms on an H200, and 2^17 rows of Keccak-f 0.32 ms.
#pragma once

#include <cstdint>

#include "cuda/kernels/column_major.h"
#include "cuda/launch/attributes.h"
#include "math/trace_keccak.h"
#include "math/trace_poseidon2.h"

namespace switchyard::cuda {

// A permutation an index: of 256 indices, 32 rows of the first slot, then the same rows of the others. So a
// warp has one slot of neighbouring rows, and what it reads of states is in the cache for the other slots.
template <class F>
struct FillPoseidon2 {
  static constexpr const char* kName = "fill_poseidon2";

  ColumnMajor states;
  ColumnMajor trace;

  uint64_t count() const { return (trace.rows + 31) / 32 * 32 * kPoseidon2AirSlots; }

  SY_GPU void operator()(uint64_t i) const {
    const uint64_t row = i / (32 * kPoseidon2AirSlots) * 32 + i % 32;
    const uint32_t slot = static_cast<uint32_t>(i / 32 % kPoseidon2AirSlots);
    if (row >= trace.rows) return;
    Element<F> state[kPoseidon2AirWidth];
    for (uint32_t k = 0; k < kPoseidon2AirWidth; ++k)
      state[k].value = states.at(row * kPoseidon2AirSlots + slot, k);
    uint32_t* word = &trace.at(row, slot * Poseidon2Air<F>::kBlockColumns);
    poseidon2_air_block(state, [&](Element<F> column) {
      *word = column.value;
      word += trace.rows;
    });
  }
};

// A row an index.
struct FillCompression {
  static constexpr const char* kName = "fill_compression";

  ColumnMajor records;
  ColumnMajor trace;

  SY_GPU void operator()(uint64_t row) const {
    Element<KoalaBear> state[kPoseidon2AirWidth];
    for (uint32_t k = 0; k < kPoseidon2AirWidth; ++k) state[k].value = records.at(row, k);
    uint32_t* word = &trace.at(row, 0);
    poseidon2_air_block(state, [&](Element<KoalaBear> column) {
      *word = column.value;
      word += trace.rows;
    });
    *word = records.at(row, kPoseidon2AirWidth);
  }
};

// A row an index: round i % 24 of permutation i / 24, the all-zero state's where there is none. Each goes
// through the rounds before its own again, which is less than what it has to write.
template <class F>
struct FillKeccak {
  static constexpr const char* kName = "fill_keccak";

  ColumnMajor states;
  ColumnMajor trace;

  SY_GPU void operator()(uint64_t row) const {
    const uint64_t permutation = row / kKeccakRounds;
    const int round = static_cast<int>(row % kKeccakRounds);
    uint64_t state[kKeccakLanes], input[kKeccakLanes];
    load(permutation, state);
    for (int r = 0; r < round; ++r) keccak_round(state, kKeccakRoundConstants[r]);
    load(permutation, input);
    keccak_air_fill<F>(input, state, round, &trace.at(row, 0), trace.rows);
  }

 private:
  SY_GPU void load(uint64_t permutation, uint64_t (&state)[kKeccakLanes]) const {
    const bool is_there = permutation < states.rows;
    for (uint32_t k = 0; k < kKeccakLanes; ++k)
      state[k] = is_there ? states.at(permutation, 2 * k) |
                                static_cast<uint64_t>(states.at(permutation, 2 * k + 1)) << 32
                          : 0;
  }
};

}  // namespace switchyard::cuda
