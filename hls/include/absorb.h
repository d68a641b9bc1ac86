// Permutation pipelines: chunks of interleaved rows in, digests out.
//
// A Sponge (poseidon2_sponge.h, keccak_sponge.h) says what a state is. Chunks come batch by batch, in a batch
// chunk by chunk, in a chunk row by row; digests leave batch by batch in the order of rows.
#pragma once

#include "process.h"
#include "row_reader.h"
#include "sponge_state.h"

namespace switchyard::fpga {

using DigestStream = hls::stream<Digest, 16>;

// What one pipeline has to do. Nothing: batches = 0.
struct AbsorbWork {
  uint32_t batches;
  uint32_t rows;  // of a batch that come to this pipeline
  uint32_t chunks;
  uint32_t chunk_beats;
  uint32_t last_words;  // of the last chunk
  uint32_t full_words;  // of the others: the rate
};

template <class Sponge>
inline typename Sponge::State absorb_chunk(const typename Sponge::State& before, const AbsorbWork& work,
                                           uint32_t chunk, BeatStream& beats) {
#pragma HLS INLINE
  Beat read[Sponge::kChunkBeats];
#pragma HLS ARRAY_PARTITION variable = read complete
  for (uint32_t b = 0; b < Sponge::kChunkBeats; ++b) {
#pragma HLS UNROLL
    read[b] = 0;
    if (b < work.chunk_beats) read[b] = beats.read();
  }
  const uint32_t words = chunk + 1 == work.chunks ? work.last_words : work.full_words;
  return Sponge::absorb(before, read, static_cast<int>(words), chunk == 0);
}

// One permutation every Sponge::kInterval clocks. Where rows have several chunks, a batch takes kDepth slots
// for each at least, so that a row's state is back before its next chunk.
template <class Sponge>
inline void absorb_unrolled(const AbsorbWork& work, BeatStream& chunks, DigestStream& digests) {
  static_assert(Sponge::kDepth <= kTileRows, "a batch fills the pipeline");
  constexpr int kDistance = Sponge::kDepth;
  InFlightStates<typename Sponge::State, kTileRows, kDistance> states;
  const uint32_t padded = work.chunks > 1 && work.rows < Sponge::kDepth ? Sponge::kDepth : work.rows;
  const uint64_t iterations = uint64_t{work.batches} * work.chunks * padded;
  uint32_t chunk = 0, slot = 0;
ABSORB:
  for (uint64_t i = 0; i < iterations; ++i) {
#pragma HLS PIPELINE II = Sponge::kInterval
#pragma HLS DEPENDENCE variable = states.states inter RAW distance = kDistance true
#pragma HLS LOOP_TRIPCOUNT min = 512 max = 4194304
    SY_TICK(Sponge::kInterval);
    states.tick();
    if (slot < work.rows) {
      typename Sponge::State state = {};
      if (chunk > 0) state = states.read(slot);
      state = absorb_chunk<Sponge>(state, work, chunk, chunks);
      Sponge::permute(state);
      states.write(slot, state);
      if (chunk + 1 == work.chunks) digests.write(Sponge::digest(state));
    }
    if (++slot == padded) {
      slot = 0;
      chunk = chunk + 1 == work.chunks ? 0 : chunk + 1;
    }
  }
}

// For small cards: one step of a permutation by one unit of each kind of round, for kStepDepth rows in turn.
// A step takes as many clocks as a chunk has beats, a permutation kSteps times that.
template <class Sponge>
inline void absorb_folded(const AbsorbWork& work, BeatStream& chunks, DigestStream& digests) {
  constexpr uint32_t kGroup = Sponge::kStepDepth;
  constexpr int kDistance = Sponge::kStepDepth;
  InFlightStates<typename Sponge::State, kTileRows, kDistance> states;
  const uint32_t groups = (work.rows + kGroup - 1) / kGroup;
  const uint64_t iterations = uint64_t{work.batches} * work.chunks * groups * Sponge::kSteps * kGroup;
  uint32_t chunk = 0, group = 0, step = 0, member = 0;
ABSORB_STEPS:
  for (uint64_t i = 0; i < iterations; ++i) {
#pragma HLS PIPELINE II = Sponge::kChunkBeats
#pragma HLS DEPENDENCE variable = states.states inter RAW distance = kDistance true
#pragma HLS LOOP_TRIPCOUNT min = 512 max = 134217728
    SY_TICK(Sponge::kChunkBeats);
    states.tick();
    const uint32_t row = group * kGroup + member;
    if (row < work.rows) {
      typename Sponge::State state = {};
      if (chunk > 0 || step > 0) state = states.read(row);
      if (step == 0) state = absorb_chunk<Sponge>(state, work, chunk, chunks);
      Sponge::step(state, static_cast<int>(step));
      states.write(row, state);
      if (step + 1 == Sponge::kSteps && chunk + 1 == work.chunks) digests.write(Sponge::digest(state));
    }
    if (++member == kGroup) {
      member = 0;
      if (++step == Sponge::kSteps) {
        step = 0;
        if (++group == groups) {
          group = 0;
          chunk = chunk + 1 == work.chunks ? 0 : chunk + 1;
        }
      }
    }
  }
}

// How a kernel makes its permutations; the build chooses one.
enum class Schedule { kUnrolled, kFolded };

template <class Sponge, Schedule schedule>
inline void absorb(const AbsorbWork& work, BeatStream& chunks, DigestStream& digests) {
#pragma HLS INLINE off
  if constexpr (schedule == Schedule::kUnrolled)
    absorb_unrolled<Sponge>(work, chunks, digests);
  else
    absorb_folded<Sponge>(work, chunks, digests);
}

// Clock cycles from one permutation of a pipeline to the next.
template <class Sponge, Schedule schedule>
inline constexpr uint32_t kPermutationInterval =
    schedule == Schedule::kUnrolled ? Sponge::kInterval : Sponge::kSteps* Sponge::kChunkBeats;

}  // namespace switchyard::fpga
