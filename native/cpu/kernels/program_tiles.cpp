// From rows to slots: transposition of one tile of columns for the rows of a block.
//
// The rows of a block are a few hundred kilobytes of which a tile reads one cache line each, which no
// hardware prefetcher follows. So each tile fetches another, some tiles ahead, into L2: a line for each row
// that it reads itself, so that requests do not queue up. Rows need not start at a cache line; a tile may lie
// in two.
#include "cpu/kernels/program_parts.h"
#include "cpu/lanes/lanes.h"

namespace switchyard::cpu::SY_ISA {
namespace {

constexpr size_t kLanes = U32::kLanes;
static_assert(kTileColumns % kLanes == 0);

// Into L2, better for Poseidon2 and Keccak than 4 ahead into L1; 1 and 2 ahead were worse still.
constexpr uint32_t kTilesAhead = 8;

SY_INLINE size_t tile_width(const MatrixView& matrix) {
  return matrix.columns < kTileColumns ? matrix.columns : kTileColumns;
}

// Fetches the rows of a tile of this block, or, `ahead` rows on, of the next.
class TilePrefetch {
 public:
  SY_INLINE TilePrefetch(const ProgramJob& job, uint32_t index, const BlockRows& block)
      : tile_(job.tiles[index % job.tile_count]),
        matrix_(job.matrices[tile_.matrix]),
        rows_(block.rows[tile_.next]),
        ahead_(index < job.tile_count ? 0 : kProgramBlock) {}

  SY_INLINE void fetch(size_t j) const {
    const size_t row = rows_[j] + ahead_;
    const uint32_t* words = matrix_.words + (row < matrix_.rows ? row : 0) * matrix_.columns + tile_.first;
    __builtin_prefetch(words, 0, 2);
    __builtin_prefetch(words + tile_width(matrix_) - 1, 0, 2);
  }

 private:
  const Tile& tile_;
  const MatrixView& matrix_;
  const uint32_t* rows_;
  size_t ahead_;
};

}  // namespace

void transpose_tile(const ProgramJob& job, uint32_t index, const BlockRows& block, uint32_t* slots) {
  const Tile& tile = job.tiles[index];
  const TilePrefetch prefetch(job, index + kTilesAhead, block);
  const MatrixView& matrix = job.matrices[tile.matrix];
  const uint32_t* rows = matrix.words + tile.first;
  const size_t width = tile_width(matrix);
  for (size_t j = 0; j < kProgramBlock; j += kLanes) {
    for (size_t l = 0; l < kLanes; ++l) prefetch.fetch(j + l);
    for (size_t c = 0; c < width; c += kLanes) {
      U32 words[kLanes];
      for (size_t l = 0; l < kLanes; ++l) {
        const uint32_t* row = rows + size_t{block.rows[tile.next][j + l]} * matrix.columns + c;
        words[l] = width - c >= kLanes ? U32::load(row) : U32::load_partial(row, static_cast<int>(width - c));
      }
      transpose(words);
      for (size_t l = 0; l < kLanes; ++l) words[l].store(slots + tile.out + (c + l) * kProgramBlock + j);
    }
  }
}

}  // namespace switchyard::cpu::SY_ISA
