// The DEEP quotient of one height.
//
// With C_t[r] the combination of the columns of term t, the sum over terms and uses of
// scale * (value - C_t[r]) / (z - x_r) is
//
//     sum over points of V_z / (z - x_r)  -  sum over terms of C_t[r] * (sum over its uses of scale / (z -
//     x_r)),
//
// with V_z the sum of scale * value over the uses of z. So each matrix is read once, a use costs one
// multiplication in the extension a row, and columns can be divided over blocks wherever that suits.
//
// On an H200 it is bound as combine.h says where matrices are wide. For each use, d words of inverses are
// read a row, mostly from the cache, and d^2 multiplications made.
#pragma once

#include <cstdint>

#include "cuda/kernels/combine.h"

namespace switchyard::cuda {

// Columns of a matrix, all of one term.
struct DeepPiece {
  const uint32_t* words;  // of the first column
  uint32_t columns;
  uint32_t first_power;  // of alpha, for the first column
  uint32_t first_use;
  uint32_t uses;
};

// Factor / (z - x_r) for the point's z.
template <class M>
struct DeepUse {
  uint32_t point;
  uint32_t factor[M::kDegree];
};

// output word (part * d + k) * rows + r = coordinate k of the part's share of the quotient. Part p has the
// pieces from part_begins[p] to part_begins[p + 1]; part 0 has the points' sums, too. Block index: part *
// tile_count + tile.
template <class M>
struct DeepQuotient {
  using K = Extension<M>;
  static constexpr const char* kName = "deep";
  static constexpr uint32_t kThreads = kCombineThreads;
  // Two blocks' worth of registers do not hold the sums of degree 5.
  static constexpr uint32_t kResidentBlocks = M::kDegree == 4 ? 2 : 1;
  static constexpr uint32_t kSharedBytes = RowSums<M>::kTileWords * sizeof(uint32_t);

  const DeepPiece* pieces;
  const uint32_t* part_begins;
  const DeepUse<M>* uses;    // of all pieces
  const DeepUse<M>* values;  // V_z of every point
  const uint32_t* powers;    // of alpha, d words each
  const uint32_t* inverses;  // word (z * d + k) * rows + r
  uint32_t* output;
  RowTiles tiles;
  uint64_t tile_count;
  uint32_t points;

  struct State {
    RowSums<M> sums;       // of the piece
    K total[kThreadRows];  // of the pieces before
  };

  SY_GPU void operator()(Block& block) const {
    const auto shared = block.shared<uint32_t>(RowSums<M>::kTileWords);
    PerThread<State> states(block);
    const uint64_t tile = block.index() % tile_count;
    const auto part = static_cast<uint32_t>(block.index() / tile_count);
    const uint32_t end = part_begins[part + 1];
    for (uint32_t p = part_begins[part]; p < end; ++p) {
      const DeepPiece piece = pieces[p];
      for (uint32_t first = 0; first < piece.columns; first += kTileColumns) {
        const uint32_t count = std::min(uint32_t{kTileColumns}, piece.columns - first);
        const uint32_t* const weights = powers + (piece.first_power + first) * M::kDegree;
        block.each_thread([&](uint32_t t) { RowSums<M>::load_weights(shared, weights, count, t); });
        block.each_thread([&](uint32_t t) {
          State& state = states[t];
          state.sums.add_columns(shared, piece.words + first * tiles.rows, count, tiles, tile, t);
          if (first + count == piece.columns) finish_piece(state, piece, tile, t);
        });
      }
    }
    block.each_thread([&](uint32_t t) { write(states[t], part, tile, t); });
  }

 private:
  SY_GPU void finish_piece(State& state, const DeepPiece& piece, uint64_t tile, uint32_t t) const {
    SY_UNROLL
    for (uint32_t j = 0; j < kThreadRows; ++j) {
      const K factor = sum_of_uses(uses + piece.first_use, piece.uses, tiles.row_to_read(tile, t, j));
      state.total[j] = state.total[j] - state.sums.reduced(j) * factor;
    }
    state.sums = {};
  }

  SY_GPU void write(const State& state, uint32_t part, uint64_t tile, uint32_t t) const {
    SY_UNROLL
    for (uint32_t j = 0; j < kThreadRows; ++j) {
      const uint64_t row = tiles.row(tile, t, j);
      if (row >= tiles.rows) continue;
      K total = state.total[j];
      if (part == 0) total = total + sum_of_uses(values, points, row);
      for (int k = 0; k < M::kDegree; ++k)
        output[(uint64_t{part} * M::kDegree + k) * tiles.rows + row] = total.c[k].value;
    }
  }

  // The sum of factor / (z - x_row).
  SY_GPU K sum_of_uses(const DeepUse<M>* first, uint32_t count, uint64_t row) const {
    K sum = K::zero();
    for (uint32_t u = 0; u < count; ++u) {
      const uint32_t* const at = inverses + uint64_t{first[u].point} * M::kDegree * tiles.rows + row;
      K inverse{};
      SY_UNROLL
      for (int k = 0; k < M::kDegree; ++k) inverse.c[k].value = at[k * tiles.rows];
      sum = sum + read_element<M>(first[u].factor) * inverse;
    }
    return sum;
  }
};

}  // namespace switchyard::cuda
