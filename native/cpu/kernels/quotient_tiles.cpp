// From rows to slots: transposition of one tile of columns for the rows of a block.
#include "cpu/kernels/quotient_parts.h"
#include "cpu/lanes/lanes.h"

namespace switchyard::cpu::SY_ISA {
namespace {

constexpr size_t kLanes = U32::kLanes;
static_assert(kTileColumns % kLanes == 0);

// Tiles are prefetched so many before they are needed.
constexpr uint32_t kTilesAhead = 4;

SY_INLINE void prefetch_tile(const QuotientJob& job, const Tile& tile, const BlockRows& block, size_t ahead) {
  const MatrixView& matrix = job.matrices[tile.matrix];
  for (size_t j = 0; j < kQuotientBlock; ++j) {
    const size_t row = block.rows[tile.next][j] + ahead;
    if (row < matrix.rows) __builtin_prefetch(matrix.words + row * matrix.columns + tile.first);
  }
}

}  // namespace

void transpose_tile(const QuotientJob& job, uint32_t index, const BlockRows& block, uint32_t* slots) {
  const Tile& tile = job.tiles[index];
  if (index + kTilesAhead < job.tile_count)
    prefetch_tile(job, job.tiles[index + kTilesAhead], block, 0);
  else if (job.tile_count > kTilesAhead)
    prefetch_tile(job, job.tiles[index + kTilesAhead - job.tile_count], block, kQuotientBlock);

  const MatrixView& matrix = job.matrices[tile.matrix];
  const uint32_t* rows = matrix.words + tile.first;
  const size_t width = matrix.columns < kTileColumns ? matrix.columns : kTileColumns;
  for (size_t j = 0; j < kQuotientBlock; j += kLanes) {
    for (size_t c = 0; c < width; c += kLanes) {
      U32 words[kLanes];
      for (size_t l = 0; l < kLanes; ++l) {
        const uint32_t* row = rows + size_t{block.rows[tile.next][j + l]} * matrix.columns + c;
        words[l] = width - c >= kLanes ? U32::load(row) : U32::load_partial(row, static_cast<int>(width - c));
      }
      transpose(words);
      for (size_t l = 0; l < kLanes; ++l) words[l].store(slots + tile.out + (c + l) * kQuotientBlock + j);
    }
  }
}

}  // namespace switchyard::cpu::SY_ISA
