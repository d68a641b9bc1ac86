// Number-theoretic transform kernels of one instruction set: transforms of tiles that fit the caches.
//
// A tile is 2^log_rows rows of `words` words in scratch memory; all its columns are transformed alike, so
// that one factor serves a whole row. cpu/ntt.cpp cuts matrices into tiles.
//
// Ranges. "Canonical" words are in [0, p); "lazy" ones are any residue in a range that contains it and that
// each instruction set chooses for itself (lanes/lanes.h). Kernels read lazy words.
//
// Factors are constants w with a precomputed quotient (V. Shoup): value = w as a plain integer, quotient =
// floor(w * 2^32 / p). A product x * w is then x * value minus p times the high half of x * quotient, lazy,
// Montgomery form of x kept.
#pragma once

#include <cstddef>
#include <cstdint>

#include "math/field_id.h"

namespace switchyard::cpu {

// An array of factors.
struct NttFactors {
  const uint32_t* value = nullptr;
  const uint32_t* quotient = nullptr;
  explicit operator bool() const { return value != nullptr; }
};

// Rows of a tile, or of what it is written to: row k at place k, or at place reverse_bits(k).
enum class NttOrder { kNatural, kBitReversed };

// Tiles have their rows one after the other, each padded to whole vectors, with a gap after every 64 rows:
// rows a power of two apart would otherwise fall into one set of the L1 cache.
inline constexpr size_t kTileGapRows = 64;
inline constexpr size_t kTileGapWords = 16;

// Words of scratch memory that a tile takes, for any instruction set.
constexpr size_t ntt_tile_words(int log_rows, size_t words, size_t groups = 1) {
  const size_t rows = size_t{1} << log_rows;
  return rows * groups * ((words + 15) / 16 * 16) + (rows / kTileGapRows + 1) * kTileGapWords;
}

// One transform: y[k] = sum over i of scale[i] x[i] w^(i k), w the root of order 2^log_rows of `roots`.
//
// Several groups of columns, which differ in where they come from, go to, and in their scale, may lie side by
// side in a tile: rows of few columns are then still read in runs of several cache lines.
struct NttTile {
  int log_rows = 0;  // 0..14
  size_t words = 0;  // of each row and group, at least 1
  size_t groups = 1;
  NttFactors roots;          // roots[q] = w_(2l)^reverse(q), q < l = 2^(log_rows - 1); see NttRoots
  uint32_t* tile = nullptr;  // scratch of ntt_tile_words(log_rows, words, groups), 64-byte aligned

  // Input, lazy. Either rows of a matrix in natural order, or another tile with bit-reversed rows, or, where
  // both are null, `tile` itself with rows in natural order (unscaled).
  const uint32_t* in = nullptr;
  size_t in_stride = 0;  // words from row to row
  size_t in_group = 0;   // words from group to group
  const uint32_t* in_tile = nullptr;
  NttFactors scale;        // by row; none: 1
  size_t scale_group = 0;  // entries from group to group

  // Output: where null, it stays in `tile`, bit-reversed. May be the rows of `in`.
  uint32_t* out = nullptr;
  size_t out_stride = 0;
  size_t out_group = 0;
  NttOrder order = NttOrder::kNatural;
  bool canonical = true;  // else lazy
};

// Factors that vary along a row and from row to row: the one of word w in row i is first[w] * step[w]^i.
struct NttLaneScale {
  uint32_t* first;  // Montgomery, canonical; overwritten
  NttFactors step;
  // All arrays have `words` rounded up to 16 words.
};

struct NttKernels {
  // value, quotient[i] = the factor first * ratio^i, i < count; first and ratio in Montgomery form. The
  // arrays have room for count rounded up to 16.
  void (*powers)(uint32_t first, uint32_t ratio, size_t count, uint32_t* value, uint32_t* quotient);

  void (*transform)(const NttTile& tile);

  // tile row i = in row i times the scale's row i, lazy, natural order.
  void (*gather)(const uint32_t* in, size_t in_stride, int log_rows, size_t words, const NttLaneScale& scale,
                 uint32_t* tile);

  // Takes a tile with bit-reversed rows of groups * columns words apart by group, columns <= 10: group g of
  // row k goes to out + g * group_stride + place(k) * columns.
  void (*scatter)(const uint32_t* tile, int log_rows, size_t groups, size_t columns, uint32_t* out,
                  size_t group_stride, NttOrder order);
};

namespace avx512 {
extern const NttKernels kNttKernels[kFields];
}  // namespace avx512
namespace avx2 {
extern const NttKernels kNttKernels[kFields];
}  // namespace avx2
namespace neon {
extern const NttKernels kNttKernels[kFields];
}  // namespace neon
namespace scalar {
extern const NttKernels kNttKernels[kFields];
}  // namespace scalar

}  // namespace switchyard::cpu
