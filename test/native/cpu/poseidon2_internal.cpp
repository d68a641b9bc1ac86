// The internal layer over lanes at the ends of the ranges that its elements may have, which states seldom
// reach; by scalar lanes, with as many bits looked up as each instruction set has tables for.
#define SY_ISA scalar
#include <cstdlib>

#include "cpu/kernels/hash_poseidon2_internal.h"
#include "support.h"

using namespace switchyard;
using namespace switchyard::cpu::scalar;

namespace {

// V_i = 2^-k or -2^-k as k or -k, 0 where it is another.
template <class F, int width>
int shift_of(int i) {
  return i < kPoseidon2SmallDiagonal ? 0 : Poseidon2Diagonal<F, width>::kShifts[i - kPoseidon2SmallDiagonal];
}

template <class F, int width>
bool takes_slack(int i) {
  const int shift = shift_of<F, width>(i);
  return shift < 0 && 32 + shift <= F::kTwoAdicity + 1;
}

// The largest word that element i may have, as the header says.
template <class F, int width, int lookup_bits>
uint32_t largest_word(int i) {
  const uint64_t excess = (uint64_t{1} << 31) - F::kPrime;
  if (i == 4) return static_cast<uint32_t>((uint64_t{1} << 31) + 4 * excess + (1 << 18));
  if (i == 5 || i == 8) return static_cast<uint32_t>((uint64_t{1} << 31) + 6 * excess + 8);
  if (i < kPoseidon2SmallDiagonal) return F::kPrime - 1;
  const int shift = shift_of<F, width>(i);
  if (takes_slack<F, width>(i) || (shift > 0 && 32 - shift <= F::kTwoAdicity)) return ~0u;
  if (std::abs(shift) <= lookup_bits) return F::kPrime - 1;
  return shift > 0 ? ~0u : 2 * F::kPrime;
}

// The element 0 with which the sum of all is `sum`.
template <class F, int width>
uint32_t first_of_sum(const Packed<F> (&words)[width], uint32_t sum) {
  uint64_t tail = 0;
  for (int i = 1; i < width; ++i) tail += words[i].v.v;
  return static_cast<uint32_t>((sum + F::kPrime - tail % F::kPrime) % F::kPrime);
}

template <class F, int width, int lookup_bits>
void check_layer(uint64_t seed) {
  test::Random random(seed);
  for (int round = 0; round < 500; ++round) {
    Packed<F> words[width];
    Element<F> expected[width];
    for (int i = 0; i < width; ++i) {
      const uint32_t most = largest_word<F, width, lookup_bits>(i);
      const uint64_t kind = round == 0 ? 0 : random.below(8);
      words[i].v.v = kind == 0   ? most
                     : kind == 1 ? 0
                     : kind == 2 ? most - static_cast<uint32_t>(random.below(512))
                                 : static_cast<uint32_t>(random.below(uint64_t{most} + 1));
    }
    if (round % 2 == 0) {
      const uint32_t sums[] = {0, 1, 2, F::kPrime - 1, F::kPrime - 2, F::kPrime / 2};
      words[0].v.v = first_of_sum(words, sums[random.below(6)]);
    }
    for (int i = 0; i < width; ++i) expected[i].value = words[i].v.v % F::kPrime;
    for (int layer = 0; layer < 4; ++layer) {
      internal_layer<F, width, lookup_bits>(words);
      poseidon2_internal_layer<width>(expected);
      for (int i = 0; i < width; ++i) {
        if (takes_slack<F, width>(i)) expected[i] = expected[i] + Element<F>{kSlack<F>};
        CHECK(words[i].v.v <= largest_word<F, width, lookup_bits>(i));
        CHECK(words[i].v.v % F::kPrime == expected[i].value);
      }
    }
  }
}

template <class F, int width>
void check_all_lookups(uint64_t seed) {
  check_layer<F, width, 0>(seed);      // NEON
  check_layer<F, width, 3>(seed + 1);  // AVX2
  check_layer<F, width, 5>(seed + 2);  // AVX-512, scalar
}

}  // namespace

TEST_CASE("internal layer over lanes: ranges and values from the largest words") {
  check_all_lookups<KoalaBear, 16>(1);
  check_all_lookups<KoalaBear, 24>(4);
  check_all_lookups<BabyBear, 16>(7);
  check_all_lookups<BabyBear, 24>(10);
}
