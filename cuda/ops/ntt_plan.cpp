#include "cuda/ops/ntt_plan.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <numeric>

namespace switchyard::cuda {
namespace {

constexpr int kLogRun = 5;  // lanes of a run of 128 bytes
// Up to so many levels tiles have lanes of 32 bytes, which is what memory is read in; ExtendPass's are half
// as large.
constexpr int kMostSectorLevels = 11;
constexpr int kMostExtendLevels = 10;

// Levels of two whole stages: one more takes a third.
constexpr int kTwoStages = 2 * kStageLevels;
constexpr uint32_t kWarp = 32;

// The most that is held beside input and output, unless one column is more: three digits have more than 2^24
// rows.
constexpr uint64_t kMostSideWords = uint64_t{1} << 27;

}  // namespace

std::vector<int> ntt_digits(int log_rows) {
  const int count = (log_rows + kMostTileLevels - 1) / kMostTileLevels;
  std::vector<int> digits;
  for (int i = 0; i < count; ++i) digits.push_back(log_rows / count + (i < log_rows % count ? 1 : 0));
  if (count == 2 && digits[0] > kTwoStages && log_rows - kTwoStages <= kMostSectorLevels)
    digits = {log_rows - kTwoStages, kTwoStages};
  return digits;
}

std::vector<int> lde_digits(int log_rows) {
  std::vector<int> digits = ntt_digits(log_rows);
  if (digits.size() == 2) {
    digits[0] = std::clamp(log_rows - kMostExtendLevels, digits[0], kMostTileLevels);
    digits[1] = log_rows - digits[0];
  }
  return digits;
}

int levels_of(const std::vector<int>& digits, size_t count) {
  return std::accumulate(digits.begin(), digits.begin() + static_cast<std::ptrdiff_t>(count), 0);
}

uint64_t ntt_batch(const std::vector<int>& digits, uint64_t columns) {
  if (digits.size() < 3) return columns;
  return std::clamp<uint64_t>(kMostSideWords >> levels_of(digits, digits.size()), 1, columns);
}

uint64_t ntt_side_words(const std::vector<int>& digits, uint64_t columns) {
  return digits.size() < 3 ? 1 : ntt_batch(digits, columns) << levels_of(digits, digits.size());
}

uint32_t coset_factor_words(int levels) { return 1u << (levels - kStageLevels); }

uint64_t lde_factor_words(const std::vector<int>& digits, int log_blowup) {
  uint64_t words = uint64_t{coset_factor_words(digits.back())} << log_blowup;
  for (size_t i = 0; i + 1 < digits.size(); ++i) words += coset_factor_words(digits[i]);
  return words;
}

NttTile strided_tile(int levels, int log_across, int log_most) {
  return {levels, std::min({kLogRun, log_most - levels, log_across}), 0};
}

NttTile contiguous_tile(int levels, uint64_t columns) {
  const int enough = static_cast<int>(std::bit_width(columns - 1));
  return {levels, 0, std::min(kLogMostTileWords - 1 - levels, enough)};
}

NttTile extend_tile(int levels, int log_across, uint64_t columns) {
  if (log_across == 0) return contiguous_tile(levels, columns);
  return strided_tile(levels, log_across, kLogMostTileWords - 1);
}

Grid ntt_grid(const NttTile& tile, int log_rows, uint64_t columns, uint32_t items) {
  const uint64_t groups = ((columns - 1) >> tile.log_columns) + 1;
  return {groups << (log_rows - tile.levels - tile.log_lanes),
          std::max(tile.items() / items, std::min(tile.items(), kWarp)),
          tile.words() * static_cast<uint32_t>(sizeof(uint32_t))};
}

}  // namespace switchyard::cuda
