// Between the host's row-major words and a matrix on the card: transposition in tiles through shared memory,
// so that both sides are read and written in runs, and the change of form and the check of words on the way.
#pragma once

#include <cstdint>

#include "cuda/kernels/column_major.h"
#include "cuda/launch/atomics.h"
#include "cuda/launch/block.h"
#include "math/element.h"

namespace switchyard::cuda {

inline constexpr uint32_t kTile = 32;          // rows and columns of a tile
inline constexpr uint32_t kTileStride = 33;    // no two words of a column in one bank
inline constexpr uint32_t kTileThreads = 256;  // each moves four words
inline constexpr uint32_t kTileSharedBytes = (kTile * kTileStride * 4 + 15) / 16 * 16;

// Blocks for a part of a matrix, one a tile; block i has the tile i / (tiles of a row) from the top.
inline constexpr uint64_t tiles_of(uint64_t rows, uint64_t columns) {
  return ((rows + kTile - 1) / kTile) * ((columns + kTile - 1) / kTile);
}

// Calls body(row, column, place) for the words of a tile that are the calling thread's and in bounds, with
// neighbouring threads on neighbouring columns, or rows. `place` is the word's in shared memory.
template <bool along_rows, class Body>
SY_GPU void each_of_tile(uint64_t tile, uint32_t thread, uint64_t rows, uint32_t columns, Body&& body) {
  const uint32_t tiles_across = (columns + kTile - 1) / kTile;
  const uint64_t top = tile / tiles_across * kTile;
  const uint32_t left = static_cast<uint32_t>(tile % tiles_across) * kTile;
  const uint32_t fast = thread % kTile;
  for (uint32_t slow = thread / kTile; slow < kTile; slow += kTileThreads / kTile) {
    const uint32_t down = along_rows ? fast : slow;
    const uint32_t across = along_rows ? slow : fast;
    if (top + down < rows && left + across < columns)
      body(top + down, left + across, down * kTileStride + across);
  }
}

// `rows` rows of host words to the rows of `output` from first_row on. Word i of the whole matrix that is not
// below the prime lowers *first_bad to i.
template <class F, bool is_canonical>
struct TransposeIn {
  static constexpr const char* kName = "transpose_in";
  static constexpr uint32_t kThreads = kTileThreads;

  const uint32_t* input;
  ColumnMajor output;
  uint64_t first_row;
  uint64_t rows;
  uint64_t* first_bad;

  SY_GPU void operator()(Block& block) const {
    const auto tile = block.shared<uint32_t>(kTile * kTileStride);
    block.each_thread([&](uint32_t thread) {
      each_of_tile<false>(block.index(), thread, rows, output.columns,
                          [&](uint64_t row, uint32_t column, uint32_t place) {
                            const uint32_t word = input[row * output.columns + column];
                            if (word >= F::kPrime)
                              atomic_min(first_bad, (first_row + row) * output.columns + column);
                            tile[place] = is_canonical ? Element<F>::from_canonical(word).value : word;
                          });
    });
    block.each_thread([&](uint32_t thread) {
      each_of_tile<true>(block.index(), thread, rows, output.columns,
                         [&](uint64_t row, uint32_t column, uint32_t place) {
                           output.at(first_row + row, column) = tile[place];
                         });
    });
  }
};

// `rows` rows of `input` from first_row on to host words.
template <class F, bool is_canonical>
struct TransposeOut {
  static constexpr const char* kName = "transpose_out";
  static constexpr uint32_t kThreads = kTileThreads;

  ColumnMajor input;
  uint32_t* output;
  uint64_t first_row;
  uint64_t rows;

  SY_GPU void operator()(Block& block) const {
    const auto tile = block.shared<uint32_t>(kTile * kTileStride);
    block.each_thread([&](uint32_t thread) {
      each_of_tile<true>(block.index(), thread, rows, input.columns,
                         [&](uint64_t row, uint32_t column, uint32_t place) {
                           const uint32_t word = input.at(first_row + row, column);
                           tile[place] = is_canonical ? Element<F>{word}.canonical() : word;
                         });
    });
    block.each_thread([&](uint32_t thread) {
      each_of_tile<false>(block.index(), thread, rows, input.columns,
                          [&](uint64_t row, uint32_t column, uint32_t place) {
                            output[row * input.columns + column] = tile[place];
                          });
    });
  }
};

}  // namespace switchyard::cuda
