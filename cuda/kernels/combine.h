// Combinations of a matrix's columns with extension weights, row by row, and DEEP quotients made of them.
//
// A thread takes four rows, a block apart so that neighbours read neighbouring words; weights lie in shared
// memory, where all threads read the same one. Where there are too few rows to fill a card, the columns are
// divided over blocks, too, and partial sums added in a second kernel.
//
// On an H200: four bytes and, with degree d, d wide multiply-adds and about 1.5 d other instructions a word.
// Memory bounds it: 1.1 words a ns at 4.3 TB/s, where 132 SM issue about 3 of degree 4.
#pragma once

#include <algorithm>
#include <cstdint>

#include "cuda/kernels/wide_sum.h"
#include "cuda/launch/block.h"
#include "math/extension.h"
#include "math/extension_dispatch.h"

namespace switchyard::cuda {

inline constexpr uint32_t kCombineThreads = 256;
inline constexpr uint32_t kThreadRows = 4;
inline constexpr uint32_t kTileColumns = 128;  // whose weights are in shared memory

// How rows fall to blocks and threads.
struct RowTiles {
  static constexpr uint64_t kRows = uint64_t{kCombineThreads} * kThreadRows;
  // Blocks that fill any card a few times over.
  static constexpr uint64_t kWantedBlocks = 1024;
  static constexpr uint64_t kLeastPartColumns = 32;

  uint64_t rows;

  uint64_t count() const { return (rows + kRows - 1) / kRows; }
  // Into how many parts so many columns are divided.
  uint32_t parts(uint64_t columns) const {
    const uint64_t wanted = (kWantedBlocks + count() - 1) / count();
    return static_cast<uint32_t>(std::clamp<uint64_t>(columns / kLeastPartColumns, 1, wanted));
  }

  // Row j of a thread, which may be beyond the last; then row_to_read() is the last.
  SY_GPU uint64_t row(uint64_t tile, uint32_t thread, uint32_t j) const {
    return tile * kRows + uint64_t{j} * kCombineThreads + thread;
  }
  SY_GPU uint64_t row_to_read(uint64_t tile, uint32_t thread, uint32_t j) const {
    const uint64_t wanted = row(tile, thread, j);
    return wanted < rows ? wanted : rows - 1;
  }
};

// The rows' sums of weight times word over some columns.
template <class M>
struct RowSums {
  using F = typename M::Base;
  static constexpr uint32_t kTileWords = kTileColumns * M::kDegree;

  WideSum<F> of[kThreadRows][M::kDegree];

  // The weights of `count` <= kTileColumns columns, d words each, to shared memory, and zeros behind
  // them.
  template <class Shared>
  static SY_GPU void load_weights(const Shared& shared, const uint32_t* weights, uint32_t count,
                                  uint32_t thread) {
    for (uint32_t i = thread; i < kTileWords; i += kCombineThreads)
      shared[i] = i < count * M::kDegree ? weights[i] : 0;
  }

  // Adds those columns, the first of them at `words`.
  template <class Shared>
  SY_GPU void add_columns(const Shared& shared, const uint32_t* words, uint32_t count, const RowTiles& tiles,
                          uint64_t tile, uint32_t thread) {
    const uint32_t* at[kThreadRows];
    SY_UNROLL
    for (uint32_t j = 0; j < kThreadRows; ++j) at[j] = words + tiles.row_to_read(tile, thread, j);
    for (uint32_t c = 0; c < count; c += 2) {
      add_column(shared, c, at);
      // Behind an odd last column comes a weight of zero: any word will do.
      if (c + 1 < count) advance(at, tiles.rows);
      add_column(shared, c + 1, at);
      advance(at, tiles.rows);
      SY_UNROLL
      for (uint32_t j = 0; j < kThreadRows; ++j) {
        SY_UNROLL
        for (int k = 0; k < M::kDegree; ++k) of[j][k].trim();
      }
    }
  }

  SY_GPU Extension<M> reduced(uint32_t j) const {
    Extension<M> sum{};
    SY_UNROLL
    for (int k = 0; k < M::kDegree; ++k) sum.c[k] = of[j][k].reduced();
    return sum;
  }

 private:
  static SY_GPU void advance(const uint32_t* (&at)[kThreadRows], uint64_t rows) {
    SY_UNROLL
    for (uint32_t j = 0; j < kThreadRows; ++j) at[j] += rows;
  }

  template <class Shared>
  SY_GPU void add_column(const Shared& shared, uint32_t c, const uint32_t* const (&at)[kThreadRows]) {
    uint32_t x[kThreadRows];
    SY_UNROLL
    for (uint32_t j = 0; j < kThreadRows; ++j) x[j] = *at[j];
    SY_UNROLL
    for (int k = 0; k < M::kDegree; ++k) {
      const uint32_t w = shared[c * M::kDegree + k];
      SY_UNROLL
      for (uint32_t j = 0; j < kThreadRows; ++j) of[j][k].add_product(x[j], w);
    }
  }
};

// output word (part * d + k) * rows + r = coordinate k of the sum over the part's columns c of weights[c] *
// (column c, row r). Block index: part * tiles.count() + tile.
template <class M>
struct CombineColumns {
  static constexpr const char* kName = "combine";
  static constexpr uint32_t kThreads = kCombineThreads;
  static constexpr uint32_t kSharedBytes = RowSums<M>::kTileWords * sizeof(uint32_t);

  const uint32_t* words;
  const uint32_t* weights;  // d words a column
  uint32_t* output;
  RowTiles tiles;
  uint64_t tile_count;
  uint32_t columns;
  uint32_t part_columns;  // the last part may have fewer

  SY_GPU void operator()(Block& block) const {
    const auto shared = block.shared<uint32_t>(RowSums<M>::kTileWords);
    PerThread<RowSums<M>> sums(block);
    const uint64_t tile = block.index() % tile_count;
    const auto part = static_cast<uint32_t>(block.index() / tile_count);
    const uint32_t end = std::min((part + 1) * part_columns, columns);
    for (uint32_t first = part * part_columns; first < end; first += kTileColumns) {
      const uint32_t count = std::min(uint32_t{kTileColumns}, end - first);
      block.each_thread(
          [&](uint32_t t) { RowSums<M>::load_weights(shared, weights + first * M::kDegree, count, t); });
      block.each_thread([&](uint32_t t) {
        sums[t].add_columns(shared, words + first * tiles.rows, count, tiles, tile, t);
      });
    }
    block.each_thread([&](uint32_t t) {
      SY_UNROLL
      for (uint32_t j = 0; j < kThreadRows; ++j) {
        const uint64_t row = tiles.row(tile, t, j);
        if (row >= tiles.rows) continue;
        const Extension<M> sum = sums[t].reduced(j);
        for (int k = 0; k < M::kDegree; ++k)
          output[(uint64_t{part} * M::kDegree + k) * tiles.rows + row] = sum.c[k].value;
      }
    });
  }
};

// output[i] = the sum of parts[p * words + i] over p.
template <class F>
struct AddParts {
  static constexpr const char* kName = "add_parts";

  const uint32_t* parts;
  uint32_t* output;
  uint32_t count;
  uint64_t words;

  SY_GPU void operator()(uint64_t i) const {
    Element<F> sum{parts[i]};
    for (uint32_t p = 1; p < count; ++p) sum = sum + Element<F>{parts[p * words + i]};
    output[i] = sum.value;
  }
};

}  // namespace switchyard::cuda
