// The kernels' arithmetic against native/math, on random and extreme words.
#include <doctest/doctest.h>

#include "koalabear_lazy.h"
#include "math/poseidon2.h"
#include "poseidon2_lazy.h"
#include "support.h"

using namespace switchyard;
using namespace switchyard::fpga;
using switchyard::test::Random;

namespace {

constexpr uint64_t kPrime = KoalaBear::kPrime;
// The largest word between the steps of a permutation.
constexpr uint64_t kLargest = (uint64_t{16} << 31) / 10;

uint64_t power_of_two(int k) {
  uint64_t x = 1;
  for (int i = 0; i < k; ++i) x = x * 2 % kPrime;
  return x;
}
uint64_t multiply(uint64_t a, uint64_t b) { return (a % kPrime) * (b % kPrime) % kPrime; }

// x * 2^-48 = y mod p?
bool is_reduction(uint64_t x, uint64_t y) { return multiply(y, power_of_two(48)) == x % kPrime; }

// Random words below `bound`, many of them extreme.
uint64_t some_word(Random& random, uint64_t bound) {
  const uint64_t extreme[] = {0,       1,     kPrime - 1, kPrime,    kPrime + 1, 0x7fffffff,
                              0x1ffff, 65535, bound - 1,  bound - 2, 1u << 24,   (1u << 24) - 1};
  const uint64_t chosen = random.below(3) == 0 ? extreme[random.below(12)] : random.next();
  return chosen % bound;
}

template <int width>
void check_permutations(uint64_t seed, int count) {
  Random random(seed);
  for (int n = 0; n < count; ++n) {
    Element<KoalaBear> expected[width];
    uint64_t whole[width], stepped[width];
    for (int i = 0; i < width; ++i) {
      const uint64_t bound = n % 4 == 0 ? 2 : kPrime;
      expected[i].value =
          static_cast<uint32_t>(n % 4 == 0 ? (kPrime - 1) * random.below(bound) : some_word(random, bound));
      whole[i] = stepped[i] = to_pipeline(expected[i].value);
      // Congruent words that are not below p are as good.
      if (random.below(2) == 0 && whole[i] + kPrime < kLargest) whole[i] += kPrime;
    }
    poseidon2_permute<width>(expected);
    permute_lazily<width>(whole);
    for (int step = 0; step < LazyPoseidon2<width>::kSteps; ++step) permute_step<width>(stepped, step);
    for (int i = 0; i < width; ++i) {
      CHECK(whole[i] < kLargest);
      REQUIRE(from_pipeline(whole[i]) == expected[i].value);
      REQUIRE(from_pipeline(stepped[i]) == expected[i].value);
    }
  }
}

// Lanes as large as the widths say, round after round.
template <int width>
void check_extreme_rounds(uint64_t seed) {
  Random random(seed);
  for (int n = 0; n < 2000; ++n) {
    uint64_t lanes[width];
    for (int i = 0; i < width; ++i) lanes[i] = random.below(3) == 0 ? 0 : kLargest - random.below(2);
    uint64_t copy[width];
    for (int i = 0; i < width; ++i) copy[i] = lanes[i];
    external_layer_lazily<width>(copy, LazyPoseidon2<width>::kConstants.external[n % 9]);
    for (int i = 0; i < width; ++i) CHECK(copy[i] < kLargest);
    for (int r = 0; r < 100; ++r) {
      internal_round_lazily<width>(lanes, static_cast<uint32_t>(random.below(2) * (kPrime - 1)));
      CHECK(lanes[0] < kLargest);
      // An S-box may give anything: keep it at an end.
      lanes[0] = random.below(2) == 0 ? 0 : kLargest - 1;
    }
  }
}

}  // namespace

TEST_CASE("lazy products, reductions and conversions are congruent to what they stand for") {
  Random random(1);
  for (int n = 0; n < 200'000; ++n) {
    const uint64_t x = some_word(random, uint64_t{1} << 32), a = some_word(random, uint64_t{1} << 31);
    REQUIRE(square_wide(x) == x * x);
    REQUIRE(multiply_wide(a, x) == a * x);
    const uint64_t wide = n % 3 == 0 ? ~uint64_t{0} - random.below(3) : random.next();
    REQUIRE(is_reduction(wide, reduce(wide)));
    REQUIRE(reduce(wide) < kPrime + (1 << 16) + (1 << 7));
    REQUIRE(is_reduction(multiply(x * x, x), multiply(cube_lazily(x), power_of_two(48))));
    const uint32_t memory = static_cast<uint32_t>(some_word(random, kPrime));
    REQUIRE(to_pipeline(memory) % kPrime == multiply(memory, power_of_two(16)));
    REQUIRE(from_pipeline(to_pipeline(memory)) == memory);
    REQUIRE(multiply(from_pipeline(x), power_of_two(16)) == x % kPrime);
    REQUIRE(from_pipeline(x) < kPrime);
    const uint64_t sum = some_word(random, uint64_t{1} << 37);
    REQUIRE(fold<38>(sum) % kPrime == (sum + kFoldOffset) % kPrime);
    REQUIRE(multiply(divide_2exp<3>(sum), 8) == sum % kPrime);
  }
}

TEST_CASE("lazy permutations, whole and step by step, are Poseidon2") {
  check_permutations<16>(2, 4000);
  check_permutations<24>(3, 3000);
}

TEST_CASE("no lane grows beyond its width, whatever the rounds before have made") {
  check_extreme_rounds<16>(4);
  check_extreme_rounds<24>(5);
}

TEST_CASE("a value beyond its width is an error") {
  CHECK(bounded<8>(255) == 255);
  CHECK_THROWS_AS(bounded<8>(256), std::overflow_error);
  CHECK_THROWS_AS(cube_lazily(uint64_t{1} << 32), std::overflow_error);
}
