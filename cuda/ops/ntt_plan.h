// How transforms are cut into passes, tiles and blocks: functions of sizes alone.
#pragma once

#include <cstdint>
#include <vector>

#include "cuda/kernels/ntt_passes.h"
#include "cuda/launch/launch.h"

namespace switchyard::cuda {

// Transforms of fewer levels are not cut: kernels/ntt_small.h.
inline constexpr int kLeastNttLevels = kLeastTileLevels;

// The digits of a transform of 2^log_rows rows, in the order in which its passes do them: levels of each, as
// few digits as tiles allow, descending; of about equal size, unless that makes one of them more stages than
// it must have.
std::vector<int> ntt_digits(int log_rows);

// The same for an extension, whose last digit is that of ExtendPass: of at most 10 levels where two digits
// allow it, so that the smaller tile of that pass has lanes of 32 bytes, which is what memory is read in.
std::vector<int> lde_digits(int log_rows);

// Levels of the first `count` digits together.
int levels_of(const std::vector<int>& digits, size_t count);

// A transform of three digits needs memory beside its input and output; then columns are done in batches.
uint64_t ntt_batch(const std::vector<int>& digits, uint64_t columns);
// That memory in words; 1 where there is none.
uint64_t ntt_side_words(const std::vector<int>& digits, uint64_t columns);

// Powers that the forward transform of one coset reads in the pass of a digit.
uint32_t coset_factor_words(int levels);
// Those of all passes of an extension.
uint64_t lde_factor_words(const std::vector<int>& digits, int log_blowup);

// The tile of a pass whose rows are 2^log_across words apart: neighbouring lanes, 32 of them where that
// makes at most 2^log_most words, so that they are read in whole runs of 128 bytes.
NttTile strided_tile(int levels, int log_across, int log_most = kLogMostTileWords);

// The tile of a pass over columns, or runs of columns, that are one piece of memory each: several columns, up
// to half of the largest tile.
NttTile contiguous_tile(int levels, uint64_t columns);

// The tile of ExtendPass, which holds its words twice and whose threads have one item each: half as large.
NttTile extend_tile(int levels, int log_across, uint64_t columns);

// Blocks for `columns` columns of 2^log_rows words, each of which is read once, and threads that have
// `items` items each where there are enough.
Grid ntt_grid(const NttTile& tile, int log_rows, uint64_t columns, uint32_t items);

}  // namespace switchyard::cuda
