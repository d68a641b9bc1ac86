// How a transform is cut into tiles, and the loop over them.
#pragma once

#include <algorithm>
#include <atomic>

#include "cpu/context.h"
#include "cpu/ntt_roots.h"

namespace switchyard::cpu {

// A transform of 2^log_rows rows of `columns` words.
//
// Small: all rows are one tile. Otherwise i = i1 * inner + i2 and k = k1 + outer * k2, and the transform is
// `inner` tiles of `outer` rows (a stride apart) and then `outer` tiles of `inner` rows, with a factor
// between them; each pass reads and writes the matrix once. Wide: a tile is one i2 (or k1) and a range of
// columns. Narrow: a tile is a range of i2 with all columns, and a pass leaves its results transposed, so
// that the next one finds neighbouring words to work on too.
struct NttPlan {
  NttPlan(const Context& context, FieldId field, size_t rows, size_t columns);

  int log_rows;
  size_t rows;
  size_t columns;
  bool small;
  bool narrow;
  int log_outer, log_inner;
  size_t outer, inner;

  const Context& context;
  const NttKernels& kernels;
  const NttRoots& roots;

  size_t words() const { return rows * columns; }
};

// Contiguous ranges of about equal size that cover [0, total), each but the last a multiple of `unit`.
struct Ranges {
  Ranges(size_t total_, size_t target, size_t unit);
  size_t total;
  size_t size;
  size_t count;
  size_t begin(size_t i) const { return i * size; }
  size_t length(size_t i) const { return std::min(size, total - i * size); }
};

// Columns of a wide tile of 2^log_rows rows.
Ranges column_ranges(size_t columns, int log_rows);
// Groups (values of i2 or k1) of a narrow tile of 2^log_rows rows.
Ranges group_ranges(size_t groups, size_t columns, int log_rows);

// Bump allocation from one worker's scratch memory.
class Scratch {
 public:
  explicit Scratch(uint32_t* start) : next_(start) {}
  uint32_t* take(size_t words) {
    uint32_t* start = next_;
    next_ += round_up(words);
    return start;
  }
  static constexpr size_t round_up(size_t words) { return (words + 15) / 16 * 16; }

 private:
  uint32_t* next_;
};

// Scratch memory for each thread of a context.
class WorkerScratch {
 public:
  // False where the memory pool refuses.
  bool allocate(const Context& context, size_t words_each) {
    workers_ = static_cast<size_t>(std::clamp(context.threads, 1, context.pool.workers()));
    // A line more than whole pages keeps workers out of each other's cache sets.
    words_each_ = Scratch::round_up(words_each) + 16;
    memory_ = Buffer::allocate(context.memory, workers_ * words_each_);
    return static_cast<bool>(memory_);
  }

  // Calls body(i, scratch) for i in [0, tiles); no two calls at a time share scratch memory.
  template <class Body>
  [[nodiscard]] Status run(const Context& context, size_t tiles, Body&& body) {
    std::atomic<size_t> next{0};
    return context.parallel_for(std::min(workers_, tiles), [&](size_t worker) {
      uint32_t* const start = memory_.data() + worker * words_each_;
      for (size_t i = next.fetch_add(1); i < tiles; i = next.fetch_add(1)) {
        if (context.cancelled.load(std::memory_order_relaxed)) return;
        body(i, Scratch(start));
      }
    });
  }

 private:
  Buffer memory_;
  size_t workers_ = 0;
  size_t words_each_ = 0;
};

// Factors first * ratio^i for i < count, in scratch memory of factor_words(count) words.
constexpr size_t factor_words(size_t count) { return 2 * Scratch::round_up(count); }
inline NttFactors make_powers(const NttPlan& plan, Scratch& scratch, uint32_t first, uint32_t ratio,
                              size_t count) {
  uint32_t* const value = scratch.take(count);
  uint32_t* const quotient = scratch.take(count);
  plan.kernels.powers(first, ratio, count, value, quotient);
  return {value, quotient};
}

// Scale of a narrow tile: all columns of group g start at `first` and step by ratio(g), a Montgomery word.
inline constexpr size_t kLaneScaleWords = 3 * 128;
template <class Ratio>
NttLaneScale make_lane_scale(const NttPlan& plan, Scratch& scratch, uint32_t first, size_t groups,
                             Ratio&& ratio) {
  const size_t words = groups * plan.columns;
  uint32_t* const start = scratch.take(words);
  uint32_t* const value = scratch.take(words);
  uint32_t* const quotient = scratch.take(words);
  for (size_t g = 0; g < groups; ++g) {
    uint32_t v, q;
    plan.roots.factor(ratio(g), &v, &q);
    for (size_t w = g * plan.columns; w < (g + 1) * plan.columns; ++w) {
      start[w] = first;
      value[w] = v;
      quotient[w] = q;
    }
  }
  return {start, {value, quotient}};
}

}  // namespace switchyard::cpu
