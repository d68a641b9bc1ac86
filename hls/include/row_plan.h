// How the rows of one height are cut for the readers: once for all rows, since they differ in nothing but
// their address.
//
// A row here is row r of all matrices of that height, one after another in the order of commitment. A sponge
// absorbs it in chunks of `rate` words; a chunk comes as beats of up to 16 words. A unit is a run of words
// that comes from one matrix and goes into one beat.
#pragma once

#include "beat.h"
#include "merkle_interface.h"

namespace switchyard::fpga {

struct MatrixInfo {
  uint64_t first_beat;
  uint32_t log_rows;
  uint32_t columns;
};

struct Unit {
  uint64_t word;     // of row 0, counted from the start of the buffer of rows
  uint32_t columns;  // of its matrix: words from one row to the next
  uint8_t words;     // 0 for a beat of padding
  uint8_t position;  // of its first word in the beat
  bool ends_beat;
};

// Beats of a row are read in tiles, so that a tile of kTileRows rows fits on chip.
inline constexpr uint32_t kTileRows = 512;
inline constexpr uint32_t kMaxTiles = 256;

struct RowPlan {
  Unit units[kMaxUnits];
  uint16_t tile_units[kMaxTiles];
  uint16_t tile_beats[kMaxTiles];
  uint32_t unit_count;
  uint32_t tiles;
  uint32_t chunks;
  uint32_t chunk_beats;  // of every chunk; the last is padded with empty beats
  uint32_t last_words;   // of the last chunk
};

// Plans the rows of the matrices with 2^log_rows rows. False where they have too many units. `rate` is that
// of the sponge, `most_tile_beats` a multiple of the beats of its chunk.
inline bool plan_rows(const MatrixInfo (&matrices)[kMaxMatrices], uint32_t count, uint32_t log_rows,
                      uint32_t rate, uint32_t most_tile_beats, RowPlan& plan) {
#pragma HLS INLINE off
  uint32_t width = 0;
PLAN_WIDTH:
  for (uint32_t m = 0; m < count; ++m) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 256
    if (matrices[m].log_rows == log_rows) width += matrices[m].columns;
  }
  plan.chunks = (width + rate - 1) / rate;
  plan.last_words = width - (plan.chunks - 1) * rate;
  const uint32_t only_beats = (plan.last_words + kBeatWords - 1) / kBeatWords;
  plan.chunk_beats = plan.chunks == 1 ? only_beats : (rate + kBeatWords - 1) / kBeatWords;

  uint32_t units = 0, tiles = 0, tile_units = 0, tile_beats = 0;
  uint32_t placed = 0, in_chunk = 0, in_beat = 0, chunk_beat = 0;
  bool fits = true;
  // One unit, and what it completes.
  const auto add = [&](const Unit& unit) {
    if (units == kMaxUnits || tiles == kMaxTiles) {
      fits = false;
      return;
    }
    plan.units[units++] = unit;
    ++tile_units;
    if (unit.ends_beat) ++tile_beats;
    if (tile_beats == most_tile_beats) {
      plan.tile_units[tiles] = static_cast<uint16_t>(tile_units);
      plan.tile_beats[tiles] = static_cast<uint16_t>(tile_beats);
      ++tiles;
      tile_units = tile_beats = 0;
    }
  };
PLAN_MATRICES:
  for (uint32_t m = 0; m < count && fits; ++m) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 256
    if (matrices[m].log_rows != log_rows) continue;
    const uint32_t columns = matrices[m].columns;
  PLAN_UNITS:
    for (uint32_t column = 0; column < columns && fits;) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1024
      const uint32_t beat_room = kBeatWords - in_beat, chunk_room = rate - in_chunk, left = columns - column;
      uint32_t words = beat_room < chunk_room ? beat_room : chunk_room;
      if (left < words) words = left;
      const uint32_t position = in_beat;
      placed += words;
      in_chunk += words;
      in_beat += words;
      const bool ends_beat = in_beat == kBeatWords || in_chunk == rate || placed == width;
      add({matrices[m].first_beat * kBeatWords + column, columns, static_cast<uint8_t>(words),
           static_cast<uint8_t>(position), ends_beat});
      if (ends_beat) {
        in_beat = 0;
        ++chunk_beat;
      }
      if (in_chunk == rate) in_chunk = chunk_beat = 0;
      column += words;
    }
  }
PLAN_PADDING:
  for (; chunk_beat != 0 && chunk_beat < plan.chunk_beats && fits; ++chunk_beat) {
#pragma HLS LOOP_TRIPCOUNT min = 0 max = 2
    add({0, 0, 0, 0, true});
  }
  if (tile_units > 0 && fits) {
    plan.tile_units[tiles] = static_cast<uint16_t>(tile_units);
    plan.tile_beats[tiles] = static_cast<uint16_t>(tile_beats);
    ++tiles;
  }
  plan.unit_count = units;
  plan.tiles = tiles;
  return fits;
}

}  // namespace switchyard::fpga
