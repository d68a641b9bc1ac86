// The way of rows from memory to a sponge: four processes of a dataflow region.
//
//   walk -> fetch (memory port) -> assemble -> transpose -> chunks
//
// Memory is read tile by tile: some beats of each of kTileRows rows, row after row, so that addresses ascend
// and a beat that two neighbouring rows share is read once. A sponge needs the first chunk of all rows, then
// the second of all rows, and so on, because a row's next permutation has to wait for its last: transpose
// turns one order into the other.
#pragma once

#include "process.h"
#include "row_plan.h"

namespace switchyard::fpga {

// The rows first_row .. first_row + batches * batch_rows of one height. No rows: batches = 0.
struct RowRange {
  uint64_t first_row;
  uint32_t batches;
  uint32_t batch_rows;  // at most kTileRows
};

// A unit of one row: the words `shift` .. `shift` + words of the beats first_beat and, where it goes beyond
// that, the next.
struct UnitRequest {
  uint64_t first_beat;
  uint8_t shift;
  uint8_t words;
  uint8_t position;
  bool ends_beat;
  bool straddles;
};

using RequestStream = hls::stream<UnitRequest, 16>;
// Units whose beats are on their way from memory: more than its latency has clock cycles.
using PendingStream = hls::stream<UnitRequest, 512>;
using BeatStream = hls::stream<Beat, 32>;

// Which units of which rows, one a clock.
inline void walk(const RowRange& range, const RowPlan& plan, RequestStream& to_fetch,
                 PendingStream& to_assemble) {
WALK_BATCHES:
  for (uint32_t batch = 0; batch < range.batches; ++batch) {
    const uint64_t batch_row = range.first_row + uint64_t{batch} * range.batch_rows;
    uint32_t first_unit = 0;
  WALK_TILES:
    for (uint32_t tile = 0; tile < plan.tiles; ++tile) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 16
      const uint32_t tile_units = plan.tile_units[tile];
      uint32_t row = 0, unit_in_tile = 0;
    WALK_UNITS:
      for (uint32_t i = 0; i < range.batch_rows * tile_units; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LOOP_TRIPCOUNT min = 512 max = 4096
        SY_TICK(1);
        const Unit unit = plan.units[first_unit + unit_in_tile];
        const uint64_t word = unit.word + (batch_row + row) * unit.columns;
        const uint32_t shift = static_cast<uint32_t>(word % kBeatWords);
        const UnitRequest request = {word / kBeatWords, static_cast<uint8_t>(shift),
                                     unit.words,        unit.position,
                                     unit.ends_beat,    shift + unit.words > kBeatWords};
        to_fetch.write(request);
        to_assemble.write(request);
        if (++unit_in_tile == tile_units) {
          unit_in_tile = 0;
          ++row;
        }
      }
      first_unit += tile_units;
    }
  }
}

// One step a clock of serving units in order: which beat to read next, if any, and whether the unit has all
// that it needs. A beat that is still held from the unit before is not read again. fetch and assemble go
// through the same steps.
struct BeatCursor {
  uint64_t held = ~uint64_t{0};

  struct Step {
    bool reads;
    uint64_t beat;
    bool completes;
  };
  Step next(const UnitRequest& unit) {
#pragma HLS INLINE
    if (unit.words == 0) return {false, 0, true};
    const bool has_first = held == unit.first_beat;
    // Right after its first beat, a straddling unit holds that and reads the next; a unit whose last beat is
    // held already cannot come, because words ascend within a tile row and rows within a tile.
    const uint64_t beat = has_first ? unit.first_beat + 1 : unit.first_beat;
    const bool reads = !has_first || unit.straddles;
    if (reads) held = beat;
    return {reads, beat, has_first || !unit.straddles};
  }
};

inline void fetch(const Beat* rows, uint64_t units, RequestStream& requests, BeatStream& beats) {
  BeatCursor cursor;
  UnitRequest unit = {};
  bool has_unit = false;
FETCH_BEATS:
  for (uint64_t left = units; left > 0;) {
#pragma HLS PIPELINE II = 1
#pragma HLS LOOP_TRIPCOUNT min = 512 max = 4194304
    SY_TICK(1);
    if (!has_unit) unit = requests.read();
    const BeatCursor::Step step = cursor.next(unit);
    if (step.reads) beats.write(rows[step.beat]);
    has_unit = !step.completes;
    if (step.completes) --left;
  }
}

inline void assemble(uint64_t units, PendingStream& requests, BeatStream& beats, BeatStream& assembled) {
  BeatCursor cursor;
  UnitRequest unit = {};
  bool has_unit = false;
  Beat before = 0, current = 0, result = 0;
ASSEMBLE_UNITS:
  for (uint64_t left = units; left > 0;) {
#pragma HLS PIPELINE II = 1
#pragma HLS LOOP_TRIPCOUNT min = 512 max = 4194304
    SY_TICK(1);
    if (!has_unit) unit = requests.read();
    const BeatCursor::Step step = cursor.next(unit);
    if (step.reads) {
      before = current;
      current = beats.read();
    }
    has_unit = !step.completes;
    if (step.completes) {
      --left;
      for (int i = 0; i < kBeatWords; ++i) {
#pragma HLS UNROLL
        // Word i of the result is word `from` of the one or two beats of the unit, if it belongs to it.
        const int from = unit.shift + i - unit.position;
        const uint32_t lane = static_cast<uint32_t>(from) % kBeatWords;
        const bool is_first = unit.straddles && from < kBeatWords;
        const uint32_t value = is_first ? word(before, lane) : word(current, lane);
        if (i >= unit.position && i < unit.position + unit.words) set_word(result, i, value);
      }
      if (unit.ends_beat) {
        assembled.write(result);
        result = 0;
      }
    }
  }
}

// Tiles of row-major beats to chunks: for each chunk, for each row, its beats. A tile is written into one
// half of the buffer while the one before is read from the other, so that a beat passes every clock.
template <int kMostTileBeats>
inline void transpose(const RowRange& range, const RowPlan& plan, BeatStream& assembled, BeatStream& chunks) {
  Beat tiles[2][kTileRows * kMostTileBeats];
#pragma HLS ARRAY_PARTITION variable = tiles dim = 1 complete
#pragma HLS BIND_STORAGE variable = tiles type = ram_t2p impl = uram
  const uint32_t total = range.batches * plan.tiles;
  uint32_t tile = 0, beats_before = 0;
TRANSPOSE_TILES:
  for (uint32_t n = 0; n < total + (total > 0 ? 1 : 0); ++n) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 4096
    const bool writing = n & 1;
    const uint32_t tile_beats = n < total ? plan.tile_beats[tile] : 0;
    const uint32_t incoming = range.batch_rows * tile_beats, outgoing = range.batch_rows * beats_before;
    uint32_t row = 0, chunk_beat = 0, chunk_first = 0;
  TRANSPOSE_BEATS:
    for (uint32_t i = 0; i < (incoming > outgoing ? incoming : outgoing); ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS DEPENDENCE variable = tiles type = inter dependent = false
#pragma HLS LOOP_TRIPCOUNT min = 512 max = 4096
      SY_TICK(1);
      if (i < incoming) tiles[writing][i] = assembled.read();
      if (i < outgoing) {
        chunks.write(tiles[!writing][row * beats_before + chunk_first + chunk_beat]);
        if (++chunk_beat == plan.chunk_beats) {
          chunk_beat = 0;
          if (++row == range.batch_rows) {
            row = 0;
            chunk_first += plan.chunk_beats;
          }
        }
      }
    }
    beats_before = tile_beats;
    tile = tile + 1 >= plan.tiles ? 0 : tile + 1;
  }
}

}  // namespace switchyard::fpga
