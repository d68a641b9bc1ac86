// Inner products of all columns of a matrix with extension vectors over its rows: barycentric evaluation.
//
// The matrix is read once for at most two vectors. A block takes a chunk of rows and up to 32 columns, four a
// thread; a tile of the vectors lies in shared memory, so that what is read beside the matrix is an eighth of
// it, from the cache where blocks of the same rows run side by side. Each thread sums rows that are `lanes`
// apart; the threads' sums become a partial sum of the chunk, and those the result in a second kernel.
//
// On an H200: four bytes and, with degree d, d wide multiply-adds and about 1.5 d other instructions a word
// and vector. With one vector memory bounds it (4.3 TB/s: 1.1 words a ns, where 132 SM issue about 3 of
// degree 4), with two of them both do about equally if wide multiply-adds run at half rate.
#pragma once

#include <algorithm>
#include <cstdint>

#include "cuda/kernels/column_major.h"
#include "cuda/kernels/wide_sum.h"
#include "cuda/launch/block.h"
#include "math/extension.h"
#include "math/extension_dispatch.h"

namespace switchyard::cuda {

inline constexpr uint32_t kEvaluateThreads = 256;
inline constexpr uint32_t kWarp = 32;
inline constexpr int kMostEvaluateVectors = 2;

// How the rows and columns of a matrix fall to blocks and threads.
struct EvaluateShape {
  static constexpr uint32_t kColumnsPerThread = 4;
  static constexpr uint32_t kTileRows = 512;  // of the vectors in shared memory
  // Blocks that fill any card a few times over, so that the last ones are not waited for long.
  static constexpr uint64_t kWantedBlocks = 1024;

  uint64_t rows;  // a power of two
  uint32_t columns;
  uint32_t lanes;      // threads along the rows, a multiple of a warp; the others take other columns
  uint32_t groups;     // of columns, one a block
  uint32_t chunks;     // of rows
  uint64_t tile_rows;  // at most kTileRows
  uint64_t chunk_rows;

  static EvaluateShape of(uint64_t rows, uint32_t columns) {
    EvaluateShape shape{};
    shape.rows = rows;
    shape.columns = columns;
    shape.lanes = kWarp;
    while (shape.lanes < kEvaluateThreads && columns <= columns_of_block(2 * shape.lanes)) shape.lanes *= 2;
    const uint32_t width = columns_of_block(shape.lanes);
    shape.groups = (columns + width - 1) / width;
    shape.tile_rows = std::min<uint64_t>(rows, kTileRows);
    uint64_t chunks = 1;
    while (chunks * shape.groups < kWantedBlocks && chunks < rows / shape.tile_rows) chunks *= 2;
    shape.chunks = static_cast<uint32_t>(chunks);
    shape.chunk_rows = rows / chunks;
    return shape;
  }

  static SY_INLINE uint32_t columns_of_block(uint32_t lanes) {
    return kEvaluateThreads / lanes * kColumnsPerThread;
  }
};

// partials[((v * shape.chunks + p) * d + k) * columns + c]: coordinate k of the sum over rows r of chunk p
// of vectors[v][r] * matrix[r][c]. The vectors are coordinate by coordinate: word (v * d + k) * rows + r.
template <class M, int vectors_>
struct EvaluateColumns {
  using F = typename M::Base;
  static constexpr const char* kName = "evaluate";
  static constexpr uint32_t kThreads = kEvaluateThreads;
  static constexpr uint32_t kCoordinates = vectors_ * M::kDegree;  // of all vectors
  static constexpr uint32_t kResidentBlocks = kCoordinates <= 8 ? 0 : 2;
  static constexpr uint32_t kColumns = EvaluateShape::kColumnsPerThread;
  static constexpr uint32_t kSums = kCoordinates * kColumns;  // of a thread
  static constexpr uint32_t kWarpStride = kSums * (kWarp + 1);
  static constexpr uint32_t kWarps = kThreads / kWarp;
  // Of a tile of the vectors, and then of the threads' sums.
  static constexpr uint32_t kSharedWords =
      std::max(kCoordinates * EvaluateShape::kTileRows, kWarps* kWarpStride);
  static constexpr uint32_t kSharedBytes = (kSharedWords + kWarps * kSums) * sizeof(uint32_t);

  ColumnMajor matrix;
  const uint32_t* vectors;
  uint32_t* partials;
  EvaluateShape shape;

  struct Sums {
    WideSum<F> of[kCoordinates][kColumns];
  };

  SY_GPU void operator()(Block& block) const {
    const auto shared = block.shared<uint32_t>(kSharedWords);
    const auto totals = block.shared<uint32_t>(kWarps * kSums);
    PerThread<Sums> sums(block);
    const uint32_t group = static_cast<uint32_t>(block.index() % shape.groups);
    const uint64_t chunk = block.index() / shape.groups;
    const uint32_t first_column = group * EvaluateShape::columns_of_block(shape.lanes);

    const uint64_t end = (chunk + 1) * shape.chunk_rows;
    for (uint64_t first = chunk * shape.chunk_rows; first < end; first += shape.tile_rows) {
      block.each_thread([&](uint32_t t) { load_tile(shared, first, t); });
      block.each_thread([&](uint32_t t) { add_tile(shared, first, first_column, t, sums[t]); });
    }
    block.each_thread([&](uint32_t t) {
      for (uint32_t q = 0; q < kCoordinates; ++q)
        for (uint32_t i = 0; i < kColumns; ++i)
          shared[t / kWarp * kWarpStride + (q * kColumns + i) * (kWarp + 1) + t % kWarp] =
              sums[t].of[q][i].reduced().value;
    });
    block.each_thread([&](uint32_t t) { add_lanes(shared, totals, t); });
    block.each_thread([&](uint32_t t) { write_partials(totals, chunk, first_column, t); });
  }

 private:
  // Of a tile that the rows do not fill, the rest is zero: nothing is asked later.
  template <class Shared>
  SY_GPU void load_tile(const Shared& shared, uint64_t first, uint32_t t) const {
    for (uint32_t r = t; r < EvaluateShape::kTileRows; r += kThreads)
      for (uint32_t q = 0; q < kCoordinates; ++q)
        shared[q * EvaluateShape::kTileRows + r] =
            r < shape.tile_rows ? vectors[q * shape.rows + first + r] : 0;
  }

  template <class Shared>
  SY_GPU void add_tile(const Shared& shared, uint64_t first, uint32_t first_column, uint32_t t,
                       Sums& sums) const {
    const uint32_t lane = t % shape.lanes;
    const uint32_t left = first_column + t / shape.lanes * kColumns;
    const uint32_t* column[kColumns];
    for (uint32_t i = 0; i < kColumns; ++i)
      column[i] = matrix.words + uint64_t{std::min(left + i, shape.columns - 1)} * matrix.rows + first;
    const uint32_t last = static_cast<uint32_t>(shape.tile_rows) - 1;
    for (uint32_t r = lane; r < EvaluateShape::kTileRows; r += 2 * shape.lanes) {
      add_row(shared, column, r, last, sums);
      add_row(shared, column, r + shape.lanes, last, sums);
      for (uint32_t q = 0; q < kCoordinates; ++q)
        for (uint32_t i = 0; i < kColumns; ++i) sums.of[q][i].trim();
    }
  }

  template <class Shared>
  SY_GPU void add_row(const Shared& shared, const uint32_t* const (&column)[kColumns], uint32_t r,
                      uint32_t last, Sums& sums) const {
    uint32_t x[kColumns];
    for (uint32_t i = 0; i < kColumns; ++i) x[i] = column[i][std::min(r, last)];
    for (uint32_t q = 0; q < kCoordinates; ++q) {
      const uint32_t w = shared[q * EvaluateShape::kTileRows + r];
      for (uint32_t i = 0; i < kColumns; ++i) sums.of[q][i].add_product(x[i], w);
    }
  }

  // Sums of each warp's threads.
  template <class Shared>
  SY_GPU void add_lanes(const Shared& shared, const Shared& totals, uint32_t t) const {
    for (uint32_t s = t; s < kWarps * kSums; s += kThreads) {
      Element<F> sum = Element<F>::zero();
      for (uint32_t i = 0; i < kWarp; ++i)
        sum = sum + Element<F>{shared[s / kSums * kWarpStride + s % kSums * (kWarp + 1) + i]};
      totals[s] = sum.value;
    }
  }

  // Sums of the warps that have the same columns.
  template <class Shared>
  SY_GPU void write_partials(const Shared& totals, uint64_t chunk, uint32_t first_column, uint32_t t) const {
    const uint32_t warps = shape.lanes / kWarp;
    for (uint32_t s = t; s < kWarps / warps * kSums; s += kThreads) {
      const uint32_t slot = s / kSums;
      const uint32_t column = first_column + slot * kColumns + s % kColumns;
      if (column >= shape.columns) continue;
      Element<F> sum = Element<F>::zero();
      for (uint32_t w = 0; w < warps; ++w)
        sum = sum + Element<F>{totals[(slot * warps + w) * kSums + s % kSums]};
      const uint32_t q = s % kSums / kColumns;
      const uint64_t part = q / M::kDegree * shape.chunks + chunk;
      partials[(part * M::kDegree + q % M::kDegree) * shape.columns + column] = sum.value;
    }
  }
};

// output[(v * columns + c) * d + k] = coordinate k of scales[v] * the sum of the partial sums of vector v and
// column c. A block takes eight columns of one vector, 32 threads each.
template <class M>
struct FinishEvaluate {
  using F = typename M::Base;
  static constexpr const char* kName = "finish_evaluate";
  static constexpr uint32_t kThreads = kEvaluateThreads;
  static constexpr uint32_t kBlockColumns = kThreads / kWarp;
  static constexpr uint32_t kSums = M::kDegree * kBlockColumns;
  static constexpr uint32_t kSharedBytes = (kSums * (kWarp + 1) + kSums) * sizeof(uint32_t);

  const uint32_t* partials;
  uint32_t* output;
  uint32_t count;  // partial sums of a vector and column
  uint32_t columns;
  uint32_t groups;         // of eight columns
  const uint32_t* scales;  // d words a vector

  SY_GPU void operator()(Block& block) const {
    const auto shared = block.shared<uint32_t>(kSums * (kWarp + 1));
    const auto totals = block.shared<uint32_t>(kSums);
    const uint32_t first_column = static_cast<uint32_t>(block.index() % groups) * kBlockColumns;
    const uint64_t vector = block.index() / groups;
    block.each_thread([&](uint32_t t) {
      const uint32_t column = std::min(first_column + t % kBlockColumns, columns - 1);
      Extension<M> sum = Extension<M>::zero();
      for (uint32_t p = t / kBlockColumns; p < count; p += kWarp)
        for (uint32_t k = 0; k < M::kDegree; ++k)
          sum.c[k] =
              sum.c[k] + Element<F>{partials[((vector * count + p) * M::kDegree + k) * columns + column]};
      for (uint32_t k = 0; k < M::kDegree; ++k)
        shared[(k * kBlockColumns + t % kBlockColumns) * (kWarp + 1) + t / kBlockColumns] = sum.c[k].value;
    });
    block.each_thread([&](uint32_t t) {
      if (t >= kSums) return;
      Element<F> sum = Element<F>::zero();
      for (uint32_t i = 0; i < kWarp; ++i) sum = sum + Element<F>{shared[t * (kWarp + 1) + i]};
      totals[t] = sum.value;
    });
    block.each_thread([&](uint32_t t) {
      if (t >= kBlockColumns || first_column + t >= columns) return;
      Extension<M> value{};
      for (uint32_t k = 0; k < M::kDegree; ++k) value.c[k].value = totals[k * kBlockColumns + t];
      value = value * read_element<M>(scales + vector * M::kDegree);
      write_element(value, output + (vector * columns + first_column + t) * M::kDegree);
    });
  }
};

}  // namespace switchyard::cuda
