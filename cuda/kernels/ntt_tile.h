// Transforms of small power-of-two length within a tile of shared memory.
//
// A tile is 2^log_columns columns, of 2^levels rows, of 2^log_lanes lanes; in this order of significance a
// place in it is log_columns + levels + log_lanes bits, at least kStageLevels. The transform runs over the
// rows, decimation in frequency: natural order in, bit-reversed order out, every (column, lane) for itself.
//
// It goes in stages of up to four levels, in registers: a thread takes the 16 words whose places differ in
// the four bits of a window, does the levels, and puts them back with the factors that decimation in
// frequency has between stages. An item is what is left of a place without the window's bits.
#pragma once

#include <cstdint>

#include "cuda/launch/block.h"
#include "math/element.h"

namespace switchyard::cuda {

inline constexpr int kStageLevels = 4;
inline constexpr uint32_t kStageWords = 1u << kStageLevels;

// Of a transform in a tile; a stage of 16 words needs that many.
inline constexpr int kLeastTileLevels = kStageLevels;
inline constexpr int kMostTileLevels = 12;

struct NttTile {
  int levels;
  int log_lanes;
  int log_columns;

  SY_GPU constexpr int bits() const { return log_columns + levels + log_lanes; }
  SY_GPU constexpr uint32_t words() const { return 1u << bits(); }
  SY_GPU constexpr uint32_t items() const { return words() / kStageWords; }
  SY_GPU constexpr uint32_t lanes() const { return 1u << log_lanes; }
  // The highest window, on the uppermost row bits, and the lowest.
  SY_GPU constexpr int top_window() const { return log_lanes + levels - kStageLevels; }
  SY_GPU constexpr int last_window() const { return log_lanes; }
  // Levels of a stage where not all stages have four.
  SY_GPU constexpr int odd_levels() const { return (levels - 1) % kStageLevels + 1; }
};

// The place of word p of an item.
SY_GPU constexpr uint32_t place_of(uint32_t item, int window, uint32_t p) {
  return (item >> window) << (window + kStageLevels) | p << window | (item & ((1u << window) - 1));
}

// Where a place is in shared memory: the 32 banks are those of the low five bits, into which higher ones are
// folded, so that threads of a warp whose places differ in five neighbouring bits, or in those around a
// window, meet in no bank.
SY_GPU constexpr uint32_t swizzled(uint32_t place) {
  return place ^ ((place >> 4 ^ place >> 9 ^ place >> 14) & 31);
}

SY_GPU constexpr uint32_t reverse4(uint32_t p) { return (p & 1) << 3 | (p & 2) << 1 | (p & 4) >> 1 | p >> 3; }

// Which bit of p, not 0 and below 16, is the lowest that is set.
SY_GPU constexpr uint32_t lowest_bit(uint32_t p) {
  return (p & 1) != 0 ? 0 : (p & 2) != 0 ? 1 : (p & 4) != 0 ? 2 : 3;
}

// `bits` low bits in reverse order, 0 <= bits <= 32.
SY_GPU uint32_t reversed(uint32_t x, int bits) {
#if defined(__CUDA_ARCH__)
  return bits == 0 ? 0 : __brev(x) >> (32 - bits);
#else
  uint32_t r = 0;
  for (int k = 0; k < bits; ++k) r |= (x >> k & 1) << (bits - 1 - k);
  return r;
#endif
}

// Roots of unity for one direction of a transform.
struct StageRoots {
  // Factors between stages: with L = 2^log_low, word (16 L - 16) + j L + l is w^(l j), w of order 16 L, for
  // j < 16 and l < L.
  const uint32_t* twiddles;
  // Powers of the root of order 16, by which a stage's own butterflies multiply: in a kernel's parameters,
  // which instructions use as operands.
  uint32_t root16[kStageWords / 2];
};

// Words of twiddles that tiles use: up to kMostTileLevels - 4 bits below a window.
inline constexpr int kMostLogLow = kMostTileLevels - kStageLevels;
inline constexpr uint32_t kTwiddleWords = (kStageWords << (kMostLogLow + 1)) - kStageWords;

// (a, b) -> (a + b, (a - b) w), for a, b, w in [0, p): the difference may be up to 2p before the product.
template <class F>
SY_GPU void butterfly(Element<F>& a, Element<F>& b, uint32_t w) {
  const uint32_t difference = a.value - b.value + F::kPrime;
  a = a + b;
  b.value = montgomery_reduce<F>(uint64_t{difference} * w);
}

// Level l of the 16-point transform of v, natural order in; after all four the order is bit-reversed.
template <int level, class F>
SY_GPU void stage_level(Element<F> (&v)[kStageWords], const StageRoots& roots) {
  constexpr uint32_t half = kStageWords >> (level + 1);
  SY_UNROLL
  for (uint32_t block = 0; block < kStageWords; block += 2 * half) {
    SY_UNROLL
    for (uint32_t j = 0; j < half; ++j) {
      Element<F>& a = v[block + j];
      Element<F>& b = v[block + j + half];
      if (j == 0) {
        const Element<F> difference = a - b;
        a = a + b;
        b = difference;
      } else {
        butterfly(a, b, roots.root16[j << level]);
      }
    }
  }
}

// Levels [first, end).
template <class F>
SY_GPU void stage_levels(Element<F> (&v)[kStageWords], const StageRoots& roots, int first, int end) {
  if (first <= 0 && 0 < end) stage_level<0>(v, roots);
  if (first <= 1 && 1 < end) stage_level<1>(v, roots);
  if (first <= 2 && 2 < end) stage_level<2>(v, roots);
  if (first <= 3 && 3 < end) stage_level<3>(v, roots);
}

// The factors behind a stage that has done its first `count` levels, for the words whose row bits below the
// window are `low`, log_low bits.
template <class F>
SY_GPU void stage_twiddles(Element<F> (&v)[kStageWords], const StageRoots& roots, int count, int log_low,
                           uint32_t low) {
  if (log_low == 0) return;
  const uint32_t* const factors = roots.twiddles + ((kStageWords << log_low) - kStageWords) + low;
  const uint32_t* factor = factors;
  if (count == kStageLevels) {
    SY_UNROLL
    for (uint32_t j = 1; j < kStageWords; ++j) {
      factor += 1u << log_low;
      v[reverse4(j)] = v[reverse4(j)] * Element<F>{*factor};
    }
    return;
  }
  const uint32_t mask = (1u << count) - 1;
  SY_UNROLL
  for (uint32_t j = 1; j < kStageWords; ++j) {
    factor = (j & mask) == 0 ? factors : factor + (1u << log_low);
    if ((j & mask) != 0) v[reverse4(j)] = v[reverse4(j)] * Element<F>{*factor};
  }
}

// The row bits of an item that are below the window.
SY_GPU constexpr uint32_t low_rows(const NttTile& tile, uint32_t item, int window) {
  return (item & ((1u << window) - 1)) >> tile.log_lanes;
}

// Calls body(p, where) with where each word p of an item is in shared memory. Swizzling is linear over xor:
// in the order of a Gray code, each place is the one before and one of four steps, and few registers do.
template <class Body>
SY_GPU void each_word(uint32_t item, int window, Body&& body) {
  uint32_t where = swizzled(place_of(item, window, 0));
  const uint32_t steps[kStageLevels] = {swizzled(1u << window), swizzled(2u << window),
                                        swizzled(4u << window), swizzled(8u << window)};
  SY_UNROLL
  for (uint32_t i = 0; i < kStageWords; ++i) {
    if (i > 0) where ^= steps[lowest_bit(i)];
    body(i ^ i >> 1, where);
  }
}

// All words of an item to their places, with the twiddles behind a stage that has done its first `count`
// levels.
template <class F, class Shared>
SY_GPU void put_stage(const NttTile& tile, Element<F> (&v)[kStageWords], const StageRoots& roots, int count,
                      int window, uint32_t item, const Shared& shared) {
  stage_twiddles(v, roots, count, window - tile.log_lanes, low_rows(tile, item, window));
  each_word(item, window, [&](uint32_t p, uint32_t where) { shared[where] = v[p].value; });
}

template <class F, class Shared>
SY_GPU void get_stage(Element<F> (&v)[kStageWords], int window, uint32_t item, const Shared& shared) {
  each_word(item, window, [&](uint32_t p, uint32_t where) { v[p].value = shared[where]; });
}

// Calls body(item) for the items of a tile that are the calling thread's.
template <class Body>
SY_GPU void each_item(const Block& block, const NttTile& tile, uint32_t thread, Body&& body) {
  for (uint32_t item = thread; item < tile.items(); item += block.threads()) body(item);
}

// Stages of four levels on the tile in shared memory, for windows from `first` down to `least`.
template <class F, class Shared>
SY_GPU void run_stages(Block& block, const NttTile& tile, const StageRoots& roots, int first, int least,
                       const Shared& shared) {
  for (int window = first; window >= least; window -= kStageLevels) {
    block.each_thread([&](uint32_t thread) {
      each_item(block, tile, thread, [&](uint32_t item) {
        Element<F> v[kStageWords];
        get_stage(v, window, item, shared);
        stage_levels(v, roots, 0, kStageLevels);
        put_stage(tile, v, roots, kStageLevels, window, item, shared);
      });
    });
  }
}

// The last stage of a tile whose stages before it all had four levels: what is left, odd_levels().
template <class F, class Shared>
SY_GPU void get_last_stage(Element<F> (&v)[kStageWords], const NttTile& tile, const StageRoots& roots,
                           uint32_t item, const Shared& shared) {
  get_stage(v, tile.last_window(), item, shared);
  stage_levels(v, roots, kStageLevels - tile.odd_levels(), kStageLevels);
}

}  // namespace switchyard::cuda
