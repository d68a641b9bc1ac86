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
  // Whole permutations: one a clock. kDepth is a bound on the clocks until a state is back in its memory, to
  // which the build holds the HLS compiler: hls/rtl takes 449 (width 16) or 494 (width 24) with a register
  // behind every adder, rounds that an HLS compiler scheduled for 300 MHz about 270 or 300.
  static constexpr int kInterval = 1;
  static constexpr int kDepth = 512;
  // One step of the permutation, likewise: hls/rtl takes 17.
  static constexpr int kSteps = LazyPoseidon2<width>::kSteps;
  static constexpr int kStepDepth = 32;

  struct State {
    ap_uint<34> lanes[width];  // 32 bits between permutations
  };

  // The sponge overwrites: a shorter last chunk leaves the rest of the rate as it was.
  static State absorb(const State& before, const Beat (&chunk)[kChunkBeats], int words, bool is_first) {
#pragma HLS INLINE
    State state;
    for (int i = 0; i < width; ++i) {
#pragma HLS UNROLL
      const uint64_t kept = is_first ? 0 : before.lanes[i].to_uint64();
      const bool is_new = i < kBeatWords && i < words;
      state.lanes[i] = is_new ? to_pipeline(word(chunk[0], i < kBeatWords ? i : 0)) : kept;
    }
    return state;
  }

  static void permute(State& state) {
#pragma HLS INLINE
    uint64_t lanes[width];
    load(state, lanes);
    permute_lazily<width>(lanes);
    keep(lanes, state);
  }
  static void step(State& state, int number) {
#pragma HLS INLINE
    uint64_t lanes[width];
    load(state, lanes);
    permute_step<width>(lanes, number);
    keep(lanes, state);
  }

  static Digest digest(const State& state) {
#pragma HLS INLINE
    Digest digest = 0;
    for (int i = 0; i < kDigestWords; ++i) {
#pragma HLS UNROLL
      set_word(digest, i, from_pipeline(state.lanes[i].to_uint64()));
    }
    return digest;
  }

 private:
  static void load(const State& state, uint64_t (&lanes)[width]) {
#pragma HLS INLINE
    for (int i = 0; i < width; ++i) {
#pragma HLS UNROLL
      lanes[i] = state.lanes[i].to_uint64();
    }
  }
  static void keep(const uint64_t (&lanes)[width], State& state) {
#pragma HLS INLINE
    for (int i = 0; i < width; ++i) {
#pragma HLS UNROLL
      state.lanes[i] = lanes[i];
    }
  }
};

}  // namespace switchyard::fpga
