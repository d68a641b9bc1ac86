// The Keccak-f[1600] sponge of rate 17 lanes over pairs of words, as the absorbers take it (absorb.h).
#pragma once

#include "beat.h"
#include "math/keccak.h"

namespace switchyard::fpga {

// A round that is one piece of hardware, so that a pipeline can use it several times.
inline void keccak_round_unit(uint64_t (&lanes)[kKeccakLanes], uint64_t round_constant) {
#pragma HLS INLINE off
#pragma HLS PIPELINE II = 1
  keccak_round(lanes, round_constant);
}

struct KeccakSponge {
  static constexpr int kRate = 34;  // words
  static constexpr int kChunkBeats = 3;
  // A port brings a chunk in three clocks, so each round is in hardware for eight of the 24 and is used three
  // times. Clock cycles until the state is back, estimated: a clock a round and three times the chunk.
  static constexpr int kInterval = 3;
  static constexpr int kDepth = 16;  // iterations of the loop, three clocks each
  static constexpr int kSteps = kKeccakRounds;
  static constexpr int kStepDepth = 4;

  struct State {
    uint64_t lanes[kKeccakLanes];
  };

  // The sponge overwrites whole lanes; the high half beside an odd last word is 0, as chunks are padded with.
  static State absorb(const State& before, const Beat (&chunk)[kChunkBeats], int words, bool is_first) {
#pragma HLS INLINE
    State state;
    for (int i = 0; i < kKeccakLanes; ++i) {
#pragma HLS UNROLL
      const uint64_t kept = is_first ? 0 : before.lanes[i];
      state.lanes[i] = kept;
      if (i < kRate / 2 && 2 * i < words) {
        const Beat& beat = chunk[2 * i / kBeatWords];
        const int low = 2 * i % kBeatWords;
        state.lanes[i] = word(beat, low) | uint64_t{word(beat, low + 1)} << 32;
      }
    }
    return state;
  }

  static void permute(State& state) {
#pragma HLS INLINE
#pragma HLS ALLOCATION function instances = keccak_round_unit limit = 8
    for (int r = 0; r < kKeccakRounds; ++r) {
#pragma HLS UNROLL
      keccak_round_unit(state.lanes, kKeccakRoundConstants[r]);
    }
  }
  static void step(State& state, int number) {
#pragma HLS INLINE
    keccak_round_unit(state.lanes, kKeccakRoundConstants[number]);
  }

  static Digest digest(const State& state) {
#pragma HLS INLINE
    Digest digest = 0;
    for (int i = 0; i < kDigestWords; ++i) {
#pragma HLS UNROLL
      set_word(digest, i, static_cast<uint32_t>(state.lanes[i / 2] >> (i % 2 == 0 ? 0 : 32)));
    }
    return digest;
  }
};

}  // namespace switchyard::fpga
