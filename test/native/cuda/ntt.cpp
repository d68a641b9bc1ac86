// How transforms are cut up, and the index arithmetic of their tiles.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "cuda/kernels/ntt_tile.h"
#include "cuda/ops/ntt_plan.h"
#include "math/butterfly.h"
#include "support.h"

using namespace switchyard;
using namespace switchyard::cuda;

namespace {

constexpr uint64_t kColumns[] = {1, 2, 3, 5, 16, 100, 4096};

// Every tile that passes over columns of 2^log_rows words use.
std::vector<NttTile> tiles_of_transform(int log_rows) {
  std::vector<NttTile> tiles;
  for (const auto& digits : {ntt_digits(log_rows), lde_digits(log_rows)}) {
    for (const uint64_t columns : kColumns) {
      for (const int levels : digits) {
        if (digits.size() == 1 || levels == digits[0]) tiles.push_back(contiguous_tile(levels, columns));
        if (digits.size() > 1) tiles.push_back(strided_tile(levels, log_rows - levels));
      }
      tiles.push_back(extend_tile(digits.back(), log_rows - digits.back(), columns));
    }
  }
  return tiles;
}

// The most words of one bank that a warp's access touches.
template <class Place>
uint32_t conflicts(uint32_t threads, Place&& place) {
  uint32_t most = 0;
  for (uint32_t first = 0; first < threads; first += 32) {
    std::array<std::set<uint32_t>, 32> banks;
    for (uint32_t t = first; t < std::min(first + 32, threads); ++t) {
      const uint32_t where = place(t);
      banks[where % 32].insert(where);
    }
    for (const auto& words : banks) most = std::max(most, static_cast<uint32_t>(words.size()));
  }
  return most;
}

}  // namespace

TEST_CASE("digits are as few as tiles allow, descending, and all of the transform") {
  for (int log_rows = kLeastNttLevels; log_rows <= 27; ++log_rows) {
    for (const auto& digits : {ntt_digits(log_rows), lde_digits(log_rows)}) {
      INFO("2^", log_rows, " rows");
      CHECK(levels_of(digits, digits.size()) == log_rows);
      CHECK(digits.size() == static_cast<size_t>((log_rows + 11) / 12));
      CHECK(std::is_sorted(digits.rbegin(), digits.rend()));
      CHECK(digits.front() <= kMostTileLevels);
      CHECK(digits.back() >= (digits.size() == 1 ? 4 : 6));
    }
  }
  CHECK(ntt_digits(16) == std::vector{8, 8});
  CHECK(ntt_digits(18) == std::vector{10, 8});
  CHECK(ntt_digits(24) == std::vector{12, 12});
  CHECK(lde_digits(20) == std::vector{10, 10});
  CHECK(lde_digits(22) == std::vector{12, 10});
  CHECK(ntt_digits(27) == std::vector{9, 9, 9});
}

TEST_CASE("tiles and blocks are what cards can start, and cover all words") {
  for (int log_rows = kLeastNttLevels; log_rows <= 27; ++log_rows) {
    for (const NttTile& tile : tiles_of_transform(log_rows)) {
      for (const uint64_t columns : kColumns) {
        const Grid grid = ntt_grid(tile, log_rows, columns, 2);
        INFO("2^", log_rows, " rows, ", columns, " columns, a tile of ", tile.levels, " levels");
        CHECK(tile.words() >= kStageWords);
        CHECK(grid.threads <= kNttThreads / 2);
        CHECK(grid.shared_bytes <= 64 << 10);
        CHECK(grid.threads * 2 >= tile.items());
        CHECK(grid.blocks <= kMostBlocks);
        CHECK(grid.blocks * tile.words() >= columns << log_rows);
      }
    }
    const auto digits = lde_digits(log_rows);
    const NttTile extended = extend_tile(digits.back(), log_rows - digits.back(), 4096);
    CHECK(ntt_grid(extended, log_rows, 4096, 1).threads == extended.items());
    CHECK(extended.items() <= kNttThreads / 2);
    CHECK(2 * extended.words() * sizeof(uint32_t) <= 64 << 10);
  }
}

TEST_CASE("lanes are whole sectors of memory for up to 2^22 rows of an extension") {
  for (int log_rows = kMostTileLevels + 1; log_rows <= 22; ++log_rows) {
    const auto digits = lde_digits(log_rows);
    CHECK(extend_tile(digits[1], digits[0], 1).lanes() >= 8);
    CHECK(strided_tile(digits[0], digits[1]).lanes() >= (digits[0] == 12 ? 4 : 8));
  }
}

TEST_CASE("the items of a window are all words of a tile, each once") {
  for (const NttTile& tile : {NttTile{4, 0, 0}, NttTile{5, 2, 0}, NttTile{6, 0, 3}, NttTile{10, 4, 0}}) {
    for (int window = tile.last_window(); window <= tile.top_window(); ++window) {
      std::vector<uint32_t> touched(tile.words());
      for (uint32_t item = 0; item < tile.items(); ++item) {
        each_word(item, window, [&](uint32_t p, uint32_t where) {
          CHECK(where == swizzled(place_of(item, window, p)));
          ++touched[where];
        });
      }
      CHECK(std::count(touched.begin(), touched.end(), 1u) == static_cast<long>(tile.words()));
    }
  }
}

// A warp has as many accesses to make as words of one bank.
TEST_CASE("warps meet in no bank of shared memory, whatever the window") {
  for (int log_rows = 13; log_rows <= 27; ++log_rows) {
    for (const NttTile& tile : tiles_of_transform(log_rows)) {
      INFO(tile.levels, " levels, 2^", tile.log_lanes, " lanes, 2^", tile.log_columns, " columns");
      for (int window = tile.last_window(); window <= tile.top_window(); ++window)
        CHECK(conflicts(tile.items(), [&](uint32_t t) { return swizzled(place_of(t, window, 5)); }) == 1);
      CHECK(conflicts(tile.words(), [](uint32_t t) { return swizzled(t); }) == 1);
    }
  }
}

TEST_CASE_TEMPLATE("sixteen words in registers are transformed as by the definition", F, KoalaBear,
                   BabyBear) {
  test::Random random(1);
  const std::vector<uint32_t> words = random.words<F>(16);
  const Element<F> w = two_adic_generator<F>(4);
  StageRoots roots{};
  for (uint32_t j = 0; j < 8; ++j) roots.root16[j] = power(w, j).value;
  Element<F> v[kStageWords];
  for (uint32_t i = 0; i < 16; ++i) v[i].value = words[i];
  stage_levels(v, roots, 0, kStageLevels);
  for (uint32_t k = 0; k < 16; ++k) {
    Element<F> sum = Element<F>::zero();
    for (uint32_t i = 0; i < 16; ++i) sum = sum + Element<F>{words[i]} * power(w, i * k);
    CHECK(v[reverse4(k)] == sum);
    CHECK(reverse4(k) == reverse_bits(k, 4));
    CHECK(reversed(k, 4) == reverse4(k));
  }
}

TEST_CASE_TEMPLATE("tables give any power of any root, and the factors between stages", F, KoalaBear,
                   BabyBear) {
  std::vector<uint32_t> words(NttTables<F>::kWords);
  const Element<F> root = two_adic_generator<F>(F::kTwoAdicity);
  const MakeNttTables<F> make{words.data(), root, inverse(root)};
  for (uint32_t i = 0; i < words.size(); ++i) make(i);
  const RootTable<F> table{words.data()};
  test::Random random(2);
  for (int log_order = 0; log_order <= F::kTwoAdicity; ++log_order) {
    const Element<F> w = two_adic_generator<F>(log_order);
    for (int i = 0; i < 20; ++i) {
      const uint32_t exponent = static_cast<uint32_t>(random.next());
      CHECK(table.power(log_order, exponent) == power(w, exponent));
      CHECK(table.power(log_order, 0 - exponent) * power(w, exponent) == Element<F>::one());
    }
  }
  for (int log_low = 1; log_low <= kMostLogLow; ++log_low) {
    const Element<F> w = two_adic_generator<F>(log_low + 4);
    for (int i = 0; i < 50; ++i) {
      const uint32_t j = static_cast<uint32_t>(random.below(16));
      const uint32_t l = static_cast<uint32_t>(random.below(1u << log_low));
      const uint32_t at = (16u << log_low) - 16 + (j << log_low) + l;
      CHECK(words[NttTables<F>::kForward + at] == power(w, l * j).value);
      CHECK(Element<F>{words[NttTables<F>::kInverse + at]} * power(w, l * j) == Element<F>::one());
    }
  }
}
