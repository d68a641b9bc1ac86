// The passes of transforms over columns of a matrix: each reads and writes every word once, a tile a block.
//
// Costs on an H200, for a word and pass: 8 bytes, 1.9 ps at 4.3 TB/s. Instructions, counted in sm_90 code for
// 12 levels: about 95 without and 109 with a factor of the pass (39 in butterflies, 14 in products between
// stages, 10 for the factor, 14 to and from memory, the rest addresses), 2.9 to 3.3 ps at 33 T/s; products
// are 8 to 10 with three multiplies each, 64 a clock and multiprocessor, 1.4 to 1.8 ps. So passes are bound
// by issue, then by memory, if blocks overlap: two of up to 512 threads fit a multiprocessor. Not measured.
#pragma once

#include <cstdint>

#include "cuda/kernels/ntt_roots.h"
#include "cuda/kernels/ntt_tile.h"
#include "cuda/launch/block.h"

namespace switchyard::cuda {

// Blocks are of at most half as many; declaring more bounds the registers to 64, so that two of them fit.
inline constexpr uint32_t kNttThreads = 1024;

inline constexpr int kLogMostTileWords = 14;

// Where a block of a pass is. The last block may have fewer columns than its tile; it then loads the last one
// again, and stores nothing in its place. Blocks of one column group follow each other, so that neighbours in
// memory are at work at the same time and share what a memory access brings.
struct NttBlock {
  uint32_t tile;
  uint32_t column;  // the first

  SY_GPU NttBlock(uint64_t index, int log_tiles, const NttTile& shape)
      : tile(static_cast<uint32_t>(index & ((uint64_t{1} << log_tiles) - 1))),
        column(static_cast<uint32_t>(index >> log_tiles) << shape.log_columns) {}
};

// Multiplies word p by first * step^p.
template <class F>
SY_GPU void scale_words(Element<F> (&v)[kStageWords], Element<F> first, Element<F> step) {
  SY_UNROLL
  for (uint32_t p = 0; p < kStageWords; ++p) {
    v[p] = v[p] * first;
    first = first * step;
  }
}

// Word p from from[p << log_stride].
template <class F>
SY_GPU void load_words(Element<F> (&v)[kStageWords], const uint32_t* from, int log_stride) {
  SY_UNROLL
  for (uint32_t p = 0; p < kStageWords; ++p, from += uint64_t{1} << log_stride) v[p].value = *from;
}

// Where a tile's bit-reversed transform goes: position j of a lane to word (j << log_below) + lane of a
// column.
struct TileOutput {
  uint32_t* words;  // of the tile's first column and lane
  uint64_t stride;  // words from column to column
  uint32_t columns;
  int log_below;

  SY_GPU uint32_t* column(uint32_t index) const { return words + index * stride; }
};

// All but the first stage of a forward transform, and its way to memory. Rows that lie apart are stored from
// registers, in runs of lanes; runs of rows go through shared memory once more to be in order.
template <class F, class Shared>
SY_GPU void finish_forward(Block& block, const NttTile& tile, const StageRoots& roots,
                           const TileOutput& output, const Shared& shared) {
  const int last = tile.last_window();
  const int top = tile.top_window();
  run_stages<F>(block, tile, roots, top - kStageLevels, last + 1, shared);
  if (tile.log_lanes > 0) {
    block.each_thread([&](uint32_t thread) {
      each_item(block, tile, thread, [&](uint32_t item) {
        Element<F> v[kStageWords];
        get_last_stage(v, tile, roots, item, shared);
        uint32_t* to = output.words + (item & (tile.lanes() - 1)) +
                       (uint64_t{item >> last} << (kStageLevels + output.log_below));
        SY_UNROLL
        for (uint32_t p = 0; p < kStageWords; ++p, to += uint64_t{1} << output.log_below) *to = v[p].value;
      });
    });
    return;
  }
  if (top > last) {
    block.each_thread([&](uint32_t thread) {
      each_item(block, tile, thread, [&](uint32_t item) {
        Element<F> v[kStageWords];
        get_last_stage(v, tile, roots, item, shared);
        each_word(item, last, [&](uint32_t p, uint32_t where) { shared[where] = v[p].value; });
      });
    });
  }
  block.each_thread([&](uint32_t thread) {
    for (uint32_t place = thread; place < tile.words(); place += block.threads()) {
      const uint32_t column = place >> tile.levels;
      if (column >= output.columns) return;
      output.column(column)[place & ((1u << tile.levels) - 1)] = shared[swizzled(place)];
    }
  });
}

// One digit of a transform from natural to natural order, the way of Stockham: with n = A 2^levels R, the
// tile's row i of input word i (R A) + y, y = rho A + kappa < R A, is multiplied by w^(i kappa), w of order
// A 2^levels, and its transform k goes to output word rho (A 2^levels) + k A + kappa. A is the product of the
// digits that passes before this one have done. In place where R = 1 and A > 1, else not.
template <class F>
struct StockhamPass {
  static constexpr const char* kName = "ntt_stockham";
  static constexpr uint32_t kThreads = kNttThreads;

  const uint32_t* input;
  uint32_t* output;
  uint64_t input_stride;  // words from column to column
  uint64_t output_stride;
  uint32_t columns;
  int log_rows;  // of n
  int log_done;  // of A
  bool is_inverse;
  Element<F> factor;  // of every word; 1 unless it is the last pass
  NttTile tile;
  StageRoots roots;
  RootTable<F> powers;

  SY_GPU void operator()(Block& block) const {
    const auto shared = block.shared<uint32_t>(tile.words());
    const int log_across = log_rows - tile.levels;  // of R A
    const NttBlock here(block.index(), log_across - tile.log_lanes, tile);
    const uint32_t first_y = here.tile << tile.log_lanes;
    const int top = tile.top_window();
    const int last = tile.last_window();
    const int count = tile.odd_levels();

    block.each_thread([&](uint32_t thread) {
      each_item(block, tile, thread, [&](uint32_t item) {
        Element<F> v[kStageWords];
        load(v, here, first_y, item);
        stage_levels(v, roots, 0, count);
        put_stage(tile, v, roots, count, top, item, shared);
      });
    });
    run_stages<F>(block, tile, roots, top - count, last + 1, shared);
    block.each_thread([&](uint32_t thread) {
      each_item(block, tile, thread, [&](uint32_t index) {
        const uint32_t item = last_item(index);
        Element<F> v[kStageWords];
        get_stage(v, last, item, shared);
        stage_levels(v, roots, top > last ? 0 : kStageLevels, kStageLevels);
        store(v, here, first_y, item);
      });
    });
  }

 private:
  SY_GPU void load(Element<F> (&v)[kStageWords], const NttBlock& here, uint32_t first_y,
                   uint32_t item) const {
    const int top = tile.top_window();
    const int log_across = log_rows - tile.levels;
    const int log_step = tile.levels - kStageLevels;  // rows from word to word of an item
    const uint32_t column = lesser(here.column + (item >> top), columns - 1);
    const uint32_t y = first_y + (item & (tile.lanes() - 1));
    const uint32_t row = low_rows(tile, item, top);
    load_words(v, input + column * input_stride + (uint64_t{row} << log_across) + y, log_step + log_across);
    if (log_done == 0 && factor == Element<F>::one()) return;
    const uint32_t kappa = y & ((1u << log_done) - 1);
    const uint32_t exponent = is_inverse ? 0 - kappa : kappa;
    scale_words(v, factor * powers.power(log_done + tile.levels, exponent * row),
                powers.power(log_done + tile.levels, exponent << log_step));
  }

  // Which item a thread finishes: such that neighbouring threads write neighbouring words, where A is 1 and
  // these are transforms of one lane.
  SY_GPU uint32_t last_item(uint32_t index) const {
    if (log_done > 0) return index;
    const int log_step = tile.levels - kStageLevels;
    const uint32_t rest = index & ((1u << log_step) - 1);
    const uint32_t lane = index >> log_step & (tile.lanes() - 1);
    const uint32_t column = index >> (log_step + tile.log_lanes);
    return (column << log_step | reversed(rest, log_step)) << tile.log_lanes | lane;
  }

  SY_GPU void store(Element<F> (&v)[kStageWords], const NttBlock& here, uint32_t first_y,
                    uint32_t item) const {
    const int log_step = tile.levels - kStageLevels;
    const uint32_t column = here.column + (item >> (tile.log_lanes + log_step));
    if (column >= columns) return;
    const uint32_t y = first_y + (item & (tile.lanes() - 1));
    const uint32_t k = reversed(low_rows(tile, item, tile.top_window()), log_step);
    const uint32_t kappa = y & ((1u << log_done) - 1);
    uint32_t* to = output + column * output_stride + ((y >> log_done) << (log_done + tile.levels)) +
                   (k << log_done) + kappa;
    SY_UNROLL
    for (uint32_t p = 0; p < kStageWords; ++p, to += uint64_t{1} << (log_step + log_done))
      *to = v[reverse4(p)].value;
  }
};

// Low-degree extension of what Stockham passes have left to do: finishes the inverse transform as
// StockhamPass does with R = 1, keeps the coefficients, and transforms them on every coset c of the output
// over the same digit, the highest of a coefficient's index d A + kappa: coefficients are multiplied by
// x_c^(d A), x_c the shift of coset c, and what becomes of position j goes to word c n + j A + kappa. Reads n
// words and writes n words a coset. The input may be a coset of the output. A thread has at most one item,
// and keeps its coefficients in shared memory that no other thread uses: 16 more registers would leave one
// block to a multiprocessor.
template <class F>
struct ExtendPass {
  static constexpr const char* kName = "ntt_extend";
  static constexpr uint32_t kThreads = kNttThreads;

  const uint32_t* input;
  uint32_t* output;
  uint64_t input_stride;
  uint64_t output_stride;
  uint32_t columns;
  int log_rows;
  int log_blowup;
  NttTile tile;
  StageRoots inverse_roots;
  StageRoots roots;
  RootTable<F> powers;
  // Word c 2^(levels - 4) + l is x_c^(l A) / n.
  const uint32_t* coset_powers;
  Element<F> coset_steps[MakePowers<F>::kMostRows];  // x_c^(A 2^(levels - 4))

  SY_GPU void operator()(Block& block) const {
    const auto shared = block.shared<uint32_t>(tile.words());
    const auto kept = block.shared<uint32_t>(tile.words());
    const int log_done = log_rows - tile.levels;
    const NttBlock here(block.index(), log_done - tile.log_lanes, tile);
    const uint32_t first_kappa = here.tile << tile.log_lanes;
    const int top = tile.top_window();
    const int last = tile.last_window();
    const int count = tile.odd_levels();
    const int log_step = tile.levels - kStageLevels;

    block.each_thread([&](uint32_t item) {
      if (item >= tile.items()) return;
      Element<F> v[kStageWords];
      load(v, here, first_kappa, item);
      stage_levels(v, inverse_roots, 0, count);
      put_stage(tile, v, inverse_roots, count, top, item, shared);
    });
    run_stages<F>(block, tile, inverse_roots, top - count, last + 1, shared);
    // The last stage's words of an item are those whose coefficients differ in the four highest bits of d,
    // reversed: what the first stage of the forward transform takes.
    block.each_thread([&](uint32_t item) {
      if (item >= tile.items()) return;
      Element<F> v[kStageWords];
      get_stage(v, last, item, shared);
      stage_levels(v, inverse_roots, top > last ? 0 : kStageLevels, kStageLevels);
      SY_UNROLL
      for (uint32_t p = 0; p < kStageWords; ++p) kept[p * tile.items() + item] = v[reverse4(p)].value;
    });

    for (uint32_t coset = 0; coset < 1u << log_blowup; ++coset) {
      block.each_thread([&](uint32_t item) {
        if (item >= tile.items()) return;
        // The item with the rest of d in natural order.
        const uint32_t rest = reversed(item >> last & ((1u << log_step) - 1), log_step);
        const uint32_t turned =
            (item >> (last + log_step) << log_step | rest) << last | (item & (tile.lanes() - 1));
        Element<F> v[kStageWords];
        SY_UNROLL
        for (uint32_t p = 0; p < kStageWords; ++p) v[p].value = kept[p * tile.items() + item];
        scale_words(v, Element<F>{coset_powers[(coset << log_step) + rest]}, coset_steps[coset]);
        stage_levels(v, roots, 0, kStageLevels);
        put_stage(tile, v, roots, kStageLevels, top, turned, shared);
      });
      const TileOutput to{output + here.column * output_stride + (uint64_t{coset} << log_rows) + first_kappa,
                          output_stride, columns - here.column, log_done};
      finish_forward<F>(block, tile, roots, to, shared);
    }
  }

 private:
  SY_GPU void load(Element<F> (&v)[kStageWords], const NttBlock& here, uint32_t first_kappa,
                   uint32_t item) const {
    const int top = tile.top_window();
    const int log_done = log_rows - tile.levels;
    const int log_step = tile.levels - kStageLevels;
    const uint32_t column = lesser(here.column + (item >> top), columns - 1);
    const uint32_t kappa = first_kappa + (item & (tile.lanes() - 1));
    const uint32_t row = low_rows(tile, item, top);
    load_words(v, input + column * input_stride + (uint64_t{row} << log_done) + kappa, log_step + log_done);
    if (log_done == 0) return;
    scale_words(v, powers.power(log_rows, (0 - kappa) * row),
                powers.power(log_rows, (0 - kappa) << log_step));
  }
};

// One digit of the transform from coefficients to bit-reversed values on a coset, in place: in every run J of
// 2^(levels + log_below) words, word d S + r, S = 2^log_below, is multiplied by x_J^(d S), with
// x_J = shift * g^reverse(J), g of order N the column's length, and the transform over d is left in
// bit-reversed order.
template <class F>
struct CosetPass {
  static constexpr const char* kName = "ntt_coset";
  static constexpr uint32_t kThreads = kNttThreads;

  uint32_t* words;
  uint64_t stride;
  uint32_t columns;
  int log_rows;   // of N
  int log_below;  // of S
  NttTile tile;
  StageRoots roots;
  RootTable<F> powers;
  const uint32_t* shift_powers;  // shift^(l S), l < 2^(levels - 4)
  Element<F> shift_step;         // shift^(S 2^(levels - 4))

  SY_GPU void operator()(Block& block) const {
    const auto shared = block.shared<uint32_t>(tile.words());
    const int log_runs = log_rows - tile.levels - log_below;
    const int log_groups = log_below - tile.log_lanes;  // tiles of a run
    const NttBlock here(block.index(), log_runs + log_groups, tile);
    const uint32_t run = here.tile >> log_groups;
    const uint32_t group = here.tile & ((1u << log_groups) - 1);
    const TileOutput place{words + here.column * stride + (uint64_t{run} << (tile.levels + log_below)) +
                               (group << tile.log_lanes),
                           stride, columns - here.column, log_below};
    const int top = tile.top_window();
    const int log_step = tile.levels - kStageLevels;
    const uint32_t exponent = reversed(run, log_runs) << log_below;

    block.each_thread([&](uint32_t thread) {
      const Element<F> step = shift_step * powers.power(log_rows, exponent << log_step);
      each_item(block, tile, thread, [&](uint32_t item) {
        const uint32_t column = lesser(item >> top, place.columns - 1);
        const uint32_t row = low_rows(tile, item, top);
        Element<F> v[kStageWords];
        load_words(v, place.column(column) + (row << log_below) + (item & (tile.lanes() - 1)),
                   log_step + log_below);
        scale_words(v, powers.power(log_rows, exponent * row) * Element<F>{shift_powers[row]}, step);
        stage_levels(v, roots, 0, kStageLevels);
        put_stage(tile, v, roots, kStageLevels, top, item, shared);
      });
    });
    finish_forward<F>(block, tile, roots, place, shared);
  }
};

}  // namespace switchyard::cuda
