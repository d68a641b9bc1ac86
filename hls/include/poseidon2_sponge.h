// Poseidon2 sponges and compressions as the absorbers take them (absorb.h): a state, how a chunk enters it,
// the permutation whole and in steps, and the digest.
#pragma once

#include "beat.h"
#include "poseidon2_lazy.h"

namespace switchyard::fpga {

// Rate width - 8. A chunk is one beat; one of 16 words into width 16 makes the compression of two digests.
template <int width>
struct Poseidon2Sponge {
  static constexpr int kWidth = width;
  static constexpr int kRate = width - kDigestWords;
  static constexpr int kChunkBeats = 1;
  // Whole permutations: one a clock. Clock cycles until the state is back in its memory, estimated from
  // rounds measured as RTL (10 an external round, 9 an internal one, and what surrounds them): 269 and 296.
  // The build holds the HLS compiler to the bound.
  static constexpr int kInterval = 1;
  static constexpr int kDepth = 320;
  // One step of the permutation, likewise.
  static constexpr int kSteps = LazyPoseidon2<width>::kSteps;
  static constexpr int kStepDepth = 16;

  struct State {
    uint64_t lanes[width];  // of 34 bits; 32 between permutations
  };

  // The sponge overwrites: a shorter last chunk leaves the rest of the rate as it was.
  static State absorb(const State& before, const Beat (&chunk)[kChunkBeats], int words, bool is_first) {
#pragma HLS INLINE
    State state;
    for (int i = 0; i < width; ++i) {
#pragma HLS UNROLL
      const uint64_t kept = is_first ? 0 : before.lanes[i];
      state.lanes[i] =
          i < kBeatWords && i < words ? to_pipeline(word(chunk[0], i < kBeatWords ? i : 0)) : kept;
    }
    return state;
  }

  static void permute(State& state) {
#pragma HLS INLINE
    permute_lazily<width>(state.lanes);
  }
  static void step(State& state, int number) {
#pragma HLS INLINE
    permute_step<width>(state.lanes, number);
  }

  static Digest digest(const State& state) {
#pragma HLS INLINE
    Digest digest = 0;
    for (int i = 0; i < kDigestWords; ++i) {
#pragma HLS UNROLL
      set_word(digest, i, from_pipeline(state.lanes[i]));
    }
    return digest;
  }
};

}  // namespace switchyard::fpga
