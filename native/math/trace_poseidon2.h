// The columns of Plonky3's VectorizedPoseidon2Air for one permutation of width 16, over any element type E.
//
// A row of the table is kPoseidon2AirSlots blocks side by side, one permutation each. A block is the input
// state; for each full round the state after it; for each partial round element 0 after its S-box; full
// rounds again. The last 16 columns are the permutation's output. An S-box of degree 7 has one register, the
// cube of its input, in front of what it belongs to, which keeps constraints at degree 3; one of degree 3 has
// none.
#pragma once

#include <cstddef>

#include "poseidon2.h"

namespace switchyard {

inline constexpr int kPoseidon2AirWidth = 16;
inline constexpr int kPoseidon2AirSlots = 8;

template <class F>
struct Poseidon2Air {
  static constexpr int kRegisters = F::kSboxDegree == 3 ? 0 : 1;
  static constexpr int kFullRoundColumns = kPoseidon2AirWidth * (1 + kRegisters);
  static constexpr int kPartialRounds = Poseidon2Constants<F, kPoseidon2AirWidth>::kPartialRounds;
  static constexpr int kBlockColumns = kPoseidon2AirWidth + 2 * kPoseidon2HalfFullRounds * kFullRoundColumns +
                                       kPartialRounds * (1 + kRegisters);
  static constexpr int kColumns = kPoseidon2AirSlots * kBlockColumns;
};
static_assert(Poseidon2Air<KoalaBear>::kColumns == 1312);
static_assert(Poseidon2Air<BabyBear>::kColumns == 2384);

// The S-box; emits its register, if it has one.
template <class E, class Emit>
SY_INLINE constexpr E poseidon2_air_sbox(E x, Emit&& emit) {
  const E x3 = cube(x);
  if constexpr (Poseidon2Air<typename E::Field>::kRegisters == 0) {
    return x3;
  } else {
    emit(x3);
    return square(x3) * x;
  }
}

template <class E, class Emit>
SY_INLINE constexpr void poseidon2_air_full_round(const Element<typename E::Field>* constants,
                                                  E (&state)[kPoseidon2AirWidth], Emit&& emit) {
  for (int i = 0; i < kPoseidon2AirWidth; ++i)
    state[i] = poseidon2_air_sbox(state[i] + E::broadcast(constants[i]), emit);
  poseidon2_external_layer<kPoseidon2AirWidth>(state);
  for (const E& word : state) emit(word);
}

// Permutes `state` in place and calls emit(E) with each of the kBlockColumns columns, in their order.
template <class E, class Emit>
SY_INLINE constexpr void poseidon2_air_block(E (&state)[kPoseidon2AirWidth], Emit&& emit) {
  const auto& constants = kPoseidon2RoundConstants<typename E::Field, kPoseidon2AirWidth>;
  for (const E& word : state) emit(word);
  poseidon2_external_layer<kPoseidon2AirWidth>(state);
  for (int r = 0; r < kPoseidon2HalfFullRounds; ++r)
    poseidon2_air_full_round(constants.initial[r], state, emit);
  for (int r = 0; r < constants.kPartialRounds; ++r) {
    state[0] = poseidon2_air_sbox(state[0] + E::broadcast(constants.partial[r]), emit);
    emit(state[0]);
    poseidon2_internal_layer<kPoseidon2AirWidth>(state);
  }
  for (int r = 0; r < kPoseidon2HalfFullRounds; ++r)
    poseidon2_air_full_round(constants.final[r], state, emit);
}

// One permutation to its block: column c goes to block[c * stride]. 16 input words and kBlockColumns output
// words, all Montgomery in [0, p).
template <class F>
SY_INLINE constexpr void poseidon2_air_fill(const uint32_t* input, uint32_t* block, size_t stride) {
  Element<F> state[kPoseidon2AirWidth] = {};
  for (int i = 0; i < kPoseidon2AirWidth; ++i) state[i] = Element<F>::from_montgomery(input[i]);
  poseidon2_air_block(state, [&](Element<F> word) {
    *block = word.value;
    block += stride;
  });
}

// A row of the virtual machine's compressions: the block of a permutation, and how often it is used.
inline constexpr int kCompressionRecordWords = kPoseidon2AirWidth + 1;
inline constexpr int kCompressionColumns = Poseidon2Air<KoalaBear>::kBlockColumns + 1;

}  // namespace switchyard
