#include "math/element.h"

#include <vector>

#include "math/butterfly.h"
#include "support.h"
#include "vectors.h"

using namespace switchyard;
using test::Random;

namespace {

template <class F>
std::vector<uint32_t> edges() {
  return {0,
          1,
          2,
          3,
          F::kPrime / 2,
          F::kPrime / 2 + 1,
          F::kPrime - 3,
          F::kPrime - 2,
          F::kPrime - 1,
          kMontgomeryOne<F>,
          kMontgomeryR2<F>,
          0xffffu,
          0x10000u,
          0x7effffffu % F::kPrime,
          1u << 24,
          1u << 27};
}

template <class F>
void check_pair(uint32_t a, uint32_t b) {
  using E = Element<F>;
  const uint64_t p = F::kPrime;
  const E x = E::from_canonical(a), y = E::from_canonical(b);
  REQUIRE((x + y).canonical() == (uint64_t{a} + b) % p);
  REQUIRE((x - y).canonical() == (uint64_t{a} + p - b) % p);
  REQUIRE((x * y).canonical() == uint64_t{a} * b % p);
  REQUIRE((x + y).value < p);
  REQUIRE((x - y).value < p);
  REQUIRE((x * y).value < p);
  REQUIRE((x == y) == (a == b));
}

template <int k, class F>
void check_division(Element<F> x) {
  REQUIRE(div_2exp<k>(x) * power(Element<F>::from_canonical(2), k) == x);
}

template <class F>
void check_one(uint32_t a) {
  using E = Element<F>;
  const uint64_t p = F::kPrime;
  const E x = E::from_canonical(a);
  REQUIRE(x.value == (uint64_t{a} << 32) % p);
  REQUIRE(x.canonical() == a);
  REQUIRE((-x).canonical() == (p - a) % p);
  REQUIRE(twice(x).canonical() == 2 * uint64_t{a} % p);
  REQUIRE(twice(halve(x)) == x);
  REQUIRE(halve(x).value < p);
  REQUIRE(square(x).canonical() == uint64_t{a} * a % p);
  REQUIRE(cube(x).canonical() == uint64_t{a} * a % p * a % p);
  check_division<1>(x);
  check_division<8>(x);
  check_division<24>(x);
  check_division<27>(x);
  check_division<32>(x);
  REQUIRE((x * inverse(x)).canonical() == (a == 0 ? 0 : 1));
}

}  // namespace

TEST_CASE_TEMPLATE("element arithmetic equals 64-bit arithmetic modulo p", F, KoalaBear, BabyBear) {
  for (uint32_t a : edges<F>()) {
    check_one<F>(a);
    for (uint32_t b : edges<F>()) check_pair<F>(a, b);
  }
  Random random(1);
  for (int i = 0; i < 20'000; ++i) {
    const uint32_t a = static_cast<uint32_t>(random.below(F::kPrime));
    check_pair<F>(a, static_cast<uint32_t>(random.below(F::kPrime)));
    if (i % 10 == 0) check_one<F>(a);
  }
}

TEST_CASE_TEMPLATE("any word is reduced on the way into Montgomery form", F, KoalaBear, BabyBear) {
  for (uint32_t x : {F::kPrime, F::kPrime + 1, 0x80000000u, 0xffffffffu})
    CHECK(Element<F>::from_canonical(x).canonical() == x % F::kPrime);
}

TEST_CASE_TEMPLATE("Montgomery constants", F, KoalaBear, BabyBear) {
  const uint64_t p = F::kPrime;
  CHECK(kMontgomeryOne<F> == (uint64_t{1} << 32) % p);
  CHECK(kMontgomeryR2<F> == (uint64_t{1} << 32) % p * ((uint64_t{1} << 32) % p) % p);
  CHECK(static_cast<uint32_t>(F::kPrime * F::kPrimeInverse) == 1);
  // The largest input that montgomery_reduce takes.
  const uint64_t most = (p << 32) - 1;
  CHECK(montgomery_reduce<F>(most) < p);
  CHECK((uint64_t{montgomery_reduce<F>(most)} << 32) % p == most % p);
}

TEST_CASE_TEMPLATE("generators have the orders that they claim", F, KoalaBear, BabyBear) {
  using E = Element<F>;
  const E one = E::one();
  for (int bits = 0; bits <= F::kTwoAdicity; ++bits) {
    const E g = two_adic_generator<F>(bits);
    CHECK(power(g, uint64_t{1} << bits) == one);
    if (bits > 0) CHECK(power(g, uint64_t{1} << (bits - 1)) == -one);
    if (bits > 0) CHECK(square(g) == two_adic_generator<F>(bits - 1));
  }
  CHECK((F::kPrime - 1) % (1u << F::kTwoAdicity) == 0);
  CHECK(((F::kPrime - 1) >> F::kTwoAdicity) % 2 == 1);
  // kGenerator generates the whole group: its powers by (p - 1) / q are not 1 for the primes q of p - 1.
  const E g = E::from_canonical(F::kGenerator);
  CHECK(power(g, (F::kPrime - 1) >> F::kTwoAdicity) == two_adic_generator<F>(F::kTwoAdicity));
  for (uint32_t q : {2u, 3u, 5u, 127u})
    if ((F::kPrime - 1) % q == 0) CHECK(power(g, (F::kPrime - 1) / q) != one);
}

TEST_CASE("two-adic generators of KoalaBear equal Plonky3's") {
  const auto generators = test::load_vectors("dft").at("two_adic_generators(bits 0..=24)");
  REQUIRE(generators.size() == 25);
  for (int bits = 0; bits <= 24; ++bits)
    CHECK(two_adic_generator<KoalaBear>(bits).canonical() == generators[bits].get<uint32_t>());
}

TEST_CASE_TEMPLATE("butterflies undo each other up to a factor of 2", F, KoalaBear, BabyBear) {
  using E = Element<F>;
  Random random(2);
  const auto words = random.words<F>(3000);
  for (size_t i = 0; i < words.size(); i += 3) {
    const E a{words[i]}, b{words[i + 1]}, w{words[i + 2] == 0 ? 1 : words[i + 2]};
    E x = a, y = b;
    butterfly_dif(x, y, w);
    REQUIRE(x == a + b);
    REQUIRE(y == (a - b) * w);
    butterfly_dit(x, y, inverse(w));
    REQUIRE(x == twice(a));
    REQUIRE(y == twice(b));
    butterfly_plain(x, y);
    butterfly_plain(x, y);
    REQUIRE(halve(x) == twice(a));
    REQUIRE(halve(y) == twice(b));
  }
}

TEST_CASE("bits are reversed") {
  CHECK(reverse_bits(0, 0) == 0);
  CHECK(reverse_bits(1, 1) == 1);
  CHECK(reverse_bits(0b0011, 4) == 0b1100);
  CHECK(reverse_bits(0b1011, 3) == 0b110);
  CHECK(reverse_bits(1, 32) == 0x80000000u);
  for (uint32_t i = 0; i < 4096; ++i) REQUIRE(reverse_bits(reverse_bits(i, 12), 12) == i);
}
