// The accumulator of a table's permutation columns: running sums of extension elements down the rows, in
// three steps. Tiles of rows add up from zero (AddUpTiles), one block adds up the tiles' totals
// (AddUpTotals), and every row gets what came before its tile (RaiseTiles). All fractions are read once; the
// accumulator is written, and unless there is one tile read and written again.
#pragma once

#include <cstdint>

#include "cuda/launch/block.h"
#include "math/extension.h"

namespace switchyard::cuda {

inline constexpr uint32_t kSumThreads = 256;
inline constexpr uint32_t kSumsPerThread = 4;
inline constexpr uint32_t kSumTile = kSumThreads * kSumsPerThread;  // rows

// Shared memory of a block that adds up a tile.
template <class M>
class TileSums {
 public:
  using Ext = Extension<M>;
  static constexpr uint32_t kDegree = M::kDegree;
  // A word more after each 32, so that threads that take four neighbours each do not meet in a bank.
  static constexpr uint32_t kWords = kSumTile + kSumTile / 32;
  static constexpr uint32_t kSharedBytes = (kDegree * kWords + 2 * kDegree * kSumThreads) * 4 + 32;

  explicit SY_GPU TileSums(Block& block)
      : elements_(block.shared<uint32_t>(kDegree * kWords)),
        totals_(block.shared<uint32_t>(2 * kDegree * kSumThreads)) {}

  // For phases: element i of the tile.
  SY_GPU void put(uint32_t i, const Ext& x) const {
    for (uint32_t c = 0; c < kDegree; ++c) elements_[c * kWords + i + i / 32] = x.c[c].value;
  }
  SY_GPU Ext get(uint32_t i) const {
    Ext r;
    for (uint32_t c = 0; c < kDegree; ++c) r.c[c].value = elements_[c * kWords + i + i / 32];
    return r;
  }
  // After add_up(): of the whole tile.
  SY_GPU Ext total() const { return get_total(kFinal, kSumThreads - 1); }

  // Between phases: elements become the sums of those before them.
  SY_GPU void add_up(Block& block) const {
    PerThread<Ext> sums(block);  // up to the thread's own elements
    block.each_thread([&](uint32_t t) {
      Ext sum = get(t * kSumsPerThread);
      for (uint32_t k = 1; k < kSumsPerThread; ++k) sum = sum + get(t * kSumsPerThread + k);
      sums[t] = sum;
      put_total(0, t, sum);
    });
    uint32_t from = 0;
    for (uint32_t step = 1; step < kSumThreads; step *= 2, from = 1 - from)
      block.each_thread([&](uint32_t t) {
        if (t >= step) sums[t] = sums[t] + get_total(from, t - step);
        put_total(1 - from, t, sums[t]);
      });
    block.each_thread([&](uint32_t t) {
      Ext running = t == 0 ? Ext::zero() : get_total(kFinal, t - 1);
      for (uint32_t k = 0; k < kSumsPerThread; ++k) {
        const Ext element = get(t * kSumsPerThread + k);
        put(t * kSumsPerThread + k, running);
        running = running + element;
      }
    });
  }

 private:
  // Which of the two arrays of totals has the sums after log2(kSumThreads) = 8 steps.
  static constexpr uint32_t kFinal = 0;
  static_assert(kSumThreads == 256);

  SY_GPU void put_total(uint32_t which, uint32_t t, const Ext& x) const {
    for (uint32_t c = 0; c < kDegree; ++c) totals_[(which * kDegree + c) * kSumThreads + t] = x.c[c].value;
  }
  SY_GPU Ext get_total(uint32_t which, uint32_t t) const {
    Ext r;
    for (uint32_t c = 0; c < kDegree; ++c) r.c[c].value = totals_[(which * kDegree + c) * kSumThreads + t];
    return r;
  }

  const SharedArray<uint32_t> elements_;
  const SharedArray<uint32_t> totals_;
};

// The first d columns of the matrix become the sums of all fractions on the rows of the tile before, and
// totals[tile] the sum over the tile. Memory bounds it: 4 d (lookups + 1) bytes a row.
template <class M>
struct AddUpTiles {
  static constexpr const char* kName = "add_up_tiles";
  static constexpr uint32_t kThreads = kSumThreads;
  using Ext = Extension<M>;

  uint32_t* matrix;  // column-major, d (1 + lookups) columns
  uint64_t rows;
  uint32_t lookups;
  uint32_t* totals;  // d words each

  SY_GPU void operator()(Block& block) const {
    const TileSums<M> tile(block);
    const uint64_t first = block.index() * kSumTile;
    block.each_thread([&](uint32_t t) {
      Ext sums[kSumsPerThread];
      for (uint32_t k = 0; k < kSumsPerThread; ++k) sums[k] = Ext::zero();
      for (uint32_t l = 1; l <= lookups; ++l)
        for (uint32_t k = 0; k < kSumsPerThread; ++k)
          if (const uint64_t row = first + k * kSumThreads + t; row < rows) sums[k] = sums[k] + at(row, l);
      for (uint32_t k = 0; k < kSumsPerThread; ++k) tile.put(k * kSumThreads + t, sums[k]);
    });
    tile.add_up(block);
    block.each_thread([&](uint32_t t) {
      for (uint32_t k = 0; k < kSumsPerThread; ++k) {
        const uint64_t row = first + k * kSumThreads + t;
        if (row >= rows) continue;
        const Ext sum = tile.get(k * kSumThreads + t);
        for (uint32_t c = 0; c < M::kDegree; ++c) matrix[c * rows + row] = sum.c[c].value;
      }
      if (t != 0) return;
      const Ext total = tile.total();
      for (uint32_t c = 0; c < M::kDegree; ++c) totals[block.index() * M::kDegree + c] = total.c[c].value;
    });
  }

 private:
  SY_GPU Ext at(uint64_t row, uint32_t element) const {
    Ext r;
    for (uint32_t c = 0; c < M::kDegree; ++c)
      r.c[c].value = matrix[(uint64_t{element} * M::kDegree + c) * rows + row];
    return r;
  }
};

// One block: `count` totals become the sums of those before, and behind them comes the sum of all.
template <class M>
struct AddUpTotals {
  static constexpr const char* kName = "add_up_totals";
  static constexpr uint32_t kThreads = kSumThreads;
  using Ext = Extension<M>;

  uint32_t* totals;
  uint64_t count;

  SY_GPU void operator()(Block& block) const {
    const TileSums<M> tile(block);
    PerThread<Ext> carry(block);
    block.each_thread([&](uint32_t t) { carry[t] = Ext::zero(); });
    for (uint64_t first = 0; first < count; first += kSumTile) {
      block.each_thread([&](uint32_t t) {
        for (uint32_t k = 0; k < kSumsPerThread; ++k) {
          const uint64_t i = first + k * kSumThreads + t;
          Ext x = Ext::zero();
          for (uint32_t c = 0; c < M::kDegree && i < count; ++c) x.c[c].value = totals[i * M::kDegree + c];
          tile.put(k * kSumThreads + t, x);
        }
      });
      tile.add_up(block);
      block.each_thread([&](uint32_t t) {
        for (uint32_t k = 0; k < kSumsPerThread; ++k)
          if (const uint64_t i = first + k * kSumThreads + t; i < count)
            write(i, carry[t] + tile.get(k * kSumThreads + t));
        carry[t] = carry[t] + tile.total();
      });
    }
    block.each_thread([&](uint32_t t) {
      if (t == 0) write(count, carry[t]);
    });
  }

 private:
  SY_GPU void write(uint64_t i, const Ext& x) const {
    for (uint32_t c = 0; c < M::kDegree; ++c) totals[i * M::kDegree + c] = x.c[c].value;
  }
};

// Adds to the rows of tile i, from row kSumTile on, the sum before it. An index a row.
template <class M>
struct RaiseTiles {
  static constexpr const char* kName = "raise_tiles";
  using E = Element<typename M::Base>;

  uint32_t* matrix;
  uint64_t rows;
  const uint32_t* totals;

  SY_GPU void operator()(uint64_t index) const {
    const uint64_t row = index + kSumTile;
    const uint32_t* const before = totals + row / kSumTile * M::kDegree;
    for (uint32_t c = 0; c < M::kDegree; ++c) {
      uint32_t& word = matrix[c * rows + row];
      word = (E{word} + E{before[c]}).value;
    }
  }
};

}  // namespace switchyard::cuda
