// Index arithmetic and device functions of evaluations, combinations, folds and grinding.
#include <vector>

#include "cpu/transcript.h"
#include "cuda/kernels/combine.h"
#include "cuda/kernels/coset_inverses.h"
#include "cuda/kernels/evaluate.h"
#include "cuda/kernels/fold.h"
#include "cuda/kernels/grind.h"
#include "cuda/kernels/wide_sum.h"
#include "extensions.h"
#include "math/butterfly.h"

using namespace switchyard;
using namespace switchyard::cuda;
using test::Random;

namespace {

template <class Body>
void for_each_field(Body&& body) {
  SUBCASE("KoalaBear") { body(KoalaBear{}); }
  SUBCASE("BabyBear") { body(BabyBear{}); }
}

}  // namespace

TEST_CASE("sums of products stay exact, for the greatest words too") {
  for_each_field([]<class F>(F) {
    Random random(1);
    for (const bool is_greatest : {true, false}) {
      WideSum<F> sum;
      Element<F> expected = Element<F>::zero();
      const auto words = random.words<F>(4000);
      for (size_t i = 0; i < words.size(); i += 4) {
        for (size_t k = i; k < i + 4; k += 2) {
          const uint32_t a = is_greatest ? F::kPrime - 1 : words[k];
          const uint32_t b = is_greatest ? F::kPrime - 1 : words[k + 1];
          sum.add_product(a, b);
          expected = expected + Element<F>{a} * Element<F>{b};
        }
        sum.trim();
        REQUIRE(sum.value < uint64_t{F::kPrime} << 32);
        REQUIRE(sum.reduced() == expected);
      }
    }
  });
}

TEST_CASE("blocks and threads of an evaluation take every row and column once") {
  for (const uint32_t columns : {1u, 3u, 4u, 5u, 8u, 9u, 16u, 17u, 32u, 33u, 100u, 4096u}) {
    for (int log_rows = 0; log_rows <= 27; ++log_rows) {
      const uint64_t rows = uint64_t{1} << log_rows;
      const auto shape = EvaluateShape::of(rows, columns);
      INFO(columns, " columns, 2^", log_rows, " rows");
      const uint32_t width = EvaluateShape::columns_of_block(shape.lanes);
      CHECK(shape.lanes % kWarp == 0);
      CHECK(kEvaluateThreads % shape.lanes == 0);
      CHECK(width * shape.groups >= columns);
      CHECK(width * (shape.groups - 1) < columns);
      CHECK(shape.chunks * shape.chunk_rows == rows);
      CHECK(shape.chunk_rows % shape.tile_rows == 0);
      CHECK(shape.tile_rows <= EvaluateShape::kTileRows);
      CHECK(EvaluateShape::kTileRows % (2 * shape.lanes) == 0);
      CHECK(uint64_t{shape.chunks} * shape.groups < 2 * EvaluateShape::kWantedBlocks + shape.groups);
    }
  }
}

TEST_CASE("tiles of rows and parts of columns") {
  for (const uint64_t rows : {1u, 255u, 256u, 1023u, 1024u, 1025u, 5000u, 1u << 20}) {
    const RowTiles tiles{rows};
    std::vector<int> taken(rows);
    for (uint64_t tile = 0; tile < tiles.count(); ++tile)
      for (uint32_t thread = 0; thread < kCombineThreads; ++thread)
        for (uint32_t j = 0; j < kThreadRows; ++j) {
          const uint64_t row = tiles.row(tile, thread, j);
          REQUIRE(tiles.row_to_read(tile, thread, j) == std::min(row, rows - 1));
          if (row < rows) ++taken[row];
        }
    CHECK(std::count(taken.begin(), taken.end(), 1) == static_cast<std::ptrdiff_t>(rows));
    for (const uint64_t columns : {0u, 1u, 31u, 64u, 100u, 65536u}) {
      const uint32_t parts = tiles.parts(columns);
      CHECK(parts >= 1);
      CHECK((parts == 1 || columns / parts >= RowTiles::kLeastPartColumns));
      CHECK((parts == 1 || (parts - 1) * tiles.count() < RowTiles::kWantedBlocks));
    }
  }
}

TEST_CASE("points of cosets, and inverses of their differences to a point") {
  test::for_each_extension([]<class M>(M, ExtensionId) {
    using F = typename M::Base;
    using E = Element<F>;
    Random random(2);
    for (int bits : {0, 1, 2, 3, 4, 7}) {
      for (const bool is_bit_reversed : {false, true}) {
        const E shift = E::from_canonical(F::kGenerator);
        const auto coset = CosetSteps<F>::make(bits, shift.value, is_bit_reversed);
        const uint32_t n = uint32_t{1} << bits;
        std::vector<E> points(n);
        for (uint32_t i = 0; i < n; ++i) {
          const uint32_t exponent = is_bit_reversed ? reverse_bits(i, bits) : i;
          points[i] = shift * power(two_adic_generator<F>(bits), exponent);
          REQUIRE(coset.point(i, bits) == points[i]);
        }
        const auto words = random.words<F>(M::kDegree);
        const auto z = test::element_at<M>(words, 0);
        for (const auto& point : {z, Extension<M>::from_base(points[n / 2])}) {
          std::vector<uint32_t> inverses(n * M::kDegree), weights(n * M::kDegree);
          const CosetInverses<M, false> invert{coset, point_inverter(point), inverses.data()};
          const CosetInverses<M, true> weigh{coset, point_inverter(point), weights.data()};
          for (uint64_t b = 0; b < CosetInverses<M, false>::count(bits); ++b) {
            invert(b);
            weigh(b);
          }
          for (uint32_t i = 0; i < n; ++i) {
            const auto expected = inverse(point - Extension<M>::from_base(points[i]));
            for (int k = 0; k < M::kDegree; ++k) {
              REQUIRE(inverses[k * n + i] == expected.c[k].value);
              REQUIRE(weights[k * n + i] == (expected * points[i]).c[k].value);
            }
          }
        }
      }
    }
  });
}

TEST_CASE("points of pairs, whole and by the block's and the thread's bits") {
  for_each_field([]<class F>(F) {
    for (int log_rows : {1, 2, 5, 9, 24}) {
      const auto points = PairPoints<F>::make(log_rows);
      const int log_pairs = log_rows - 1;
      Random random(3);
      for (int i = 0; i < 200; ++i) {
        const auto j = static_cast<uint32_t>(random.below(uint64_t{1} << log_pairs));
        const auto s = power(two_adic_generator<F>(log_rows), reverse_bits(j, log_pairs));
        REQUIRE(points.inverse_at(j, 0) * s == Element<F>::one());
        const int low = log_pairs / 2;
        REQUIRE(points.inverse_at(j & ((1u << low) - 1), 0) * points.inverse_at(j >> low, low) ==
                points.inverse_at(j, 0));
      }
    }
  });
}

namespace {

// Canonical word that bits are sampled from once a transcript has observed a witness.
template <class F>
uint32_t sampled_bits(const cpu::Transcript& transcript, uint32_t witness) {
  const auto copy = transcript.clone();
  const uint32_t word = Element<F>::from_canonical(witness).value;
  copy->observe(&word, 1);
  return copy->sample_bits(30);
}

}  // namespace

TEST_CASE("sponges sample what a transcript samples") {
  for_each_field([]<class F>(F) {
    for (const HashSet set : {HashSet::kPoseidon2_24_16, HashSet::kPoseidon2_16, HashSet::kKeccak}) {
      for (uint32_t count : {0u, 1u, 7u, 8u, 15u, 32u, 33u, 34u}) {
        const auto transcript = cpu::Transcript::create(test::field_id<F>(), set);
        for (uint32_t i = 0; i < count; ++i) transcript->observe(&i, 1);
        const auto problem = transcript->grind_problem(30);
        for (const uint32_t witness : {0u, 1u, 1000u, F::kPrime - 1}) {
          uint32_t sampled = 0;
          if (set == HashSet::kKeccak) {
            KeccakSponge<F> sponge{{}, problem.position};
            const auto lanes = problem.padded_lanes();
            std::copy(lanes.begin(), lanes.end(), sponge.state);
            sampled = sponge.sample(witness);
          } else if (set == HashSet::kPoseidon2_16) {
            Poseidon2Sponge<F, 16, 8> sponge{{}, problem.position};
            std::copy_n(problem.state.begin(), 16, sponge.state);
            sampled = sponge.sample(witness);
          } else {
            Poseidon2Sponge<F, 24, 16> sponge{{}, problem.position};
            std::copy_n(problem.state.begin(), 24, sponge.state);
            sampled = sponge.sample(witness);
          }
          REQUIRE((sampled & problem.mask()) == sampled_bits<F>(*transcript, witness));
        }
      }
    }
  });
}
