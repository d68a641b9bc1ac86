#include "math/extension.h"

#include <vector>

#include "extensions.h"
#include "vectors.h"

using namespace switchyard;
using nlohmann::json;
using test::Random;

namespace {

template <class M>
Extension<M> parse(const json& coefficients) {
  Extension<M> r{};
  REQUIRE(coefficients.size() == M::kDegree);
  for (int k = 0; k < M::kDegree; ++k)
    r.c[k] = Element<typename M::Base>::from_canonical(coefficients[k].get<uint32_t>());
  return r;
}

// What both vector files have.
template <class M>
void check_case(const json& c) {
  const auto a = parse<M>(c.at("a")), b = parse<M>(c.at("b"));
  CHECK(a + b == parse<M>(c.at("a+b")));
  CHECK(a * b == parse<M>(c.at("a*b")));
  CHECK(square(a) == parse<M>(c.at("a^2")));
  CHECK(power(a, 1'000'003) == parse<M>(c.at("a^1000003")));
  CHECK(inverse(a) == (c.at("1/a").is_null() ? Extension<M>::zero() : parse<M>(c.at("1/a"))));
}

template <class M>
void check_ext4(const json& field) {
  REQUIRE(field.at("p").get<uint32_t>() == M::Base::kPrime);
  for (const json& c : field.at("cases")) {
    check_case<M>(c);
    CHECK(frobenius(parse<M>(c.at("a"))) == parse<M>(c.at("a^p")));
  }
}

}  // namespace

TEST_CASE("degree 4 equals the vectors") {
  const json file = test::load_vectors("ext4");
  REQUIRE(file.at("fields").size() == 2);
  check_ext4<KoalaBear4>(file.at("fields")[0]);
  check_ext4<BabyBear4>(file.at("fields")[1]);
}

TEST_CASE("degree 5 equals the vectors") {
  using M = KoalaBear5;
  using E = Element<KoalaBear>;
  const json file = test::load_vectors("ext5");
  for (const json& c : file.at("cases")) {
    check_case<M>(c);
    const auto a = parse<M>(c.at("a")), b = parse<M>(c.at("b"));
    CHECK(a - b == parse<M>(c.at("a-b")));
    CHECK(a * E::from_canonical(7) == parse<M>(c.at("7*a (base scalar)")));
    CHECK(a * halve(E::one()) == parse<M>(c.at("halve(a)")));
    auto conjugate = a;
    for (const json& expected : c.at("frobenius^k(a), k=1..4")) {
      conjugate = frobenius(conjugate);
      CHECK(conjugate == parse<M>(expected));
    }
    CHECK(frobenius(conjugate) == a);
  }
  CHECK(Extension<M>::from_base(two_adic_generator<KoalaBear>(24)) ==
        parse<M>(file.at("two_adic_generator(24)")));
}

TEST_CASE("the Frobenius table is that of X^p") {
  Extension<KoalaBear5> x{};
  x.c[1] = Element<KoalaBear>::one();
  const auto xp = power(x, KoalaBear::kPrime);
  auto expected = xp;
  for (int k = 1; k < 5; ++k) {
    for (int i = 0; i < 5; ++i) CHECK(expected.c[i].canonical() == kKoalaBear5Frobenius[k - 1][i]);
    expected = expected * xp;
  }
}

TEST_CASE("the extensions are fields") {
  test::for_each_extension([]<class M>(M, ExtensionId) {
    using K = Extension<M>;
    using F = typename M::Base;
    Random random(3);
    const size_t n = 300;
    const auto words = random.words<F>(3 * n * M::kDegree);
    for (size_t i = 0; i < 3 * n; i += 3) {
      const auto a = test::element_at<M>(words, i), b = test::element_at<M>(words, i + 1),
                 c = test::element_at<M>(words, i + 2);
      REQUIRE(a * b == test::naive_product(a, b));
      REQUIRE(a * b == b * a);
      REQUIRE((a * b) * c == a * (b * c));
      REQUIRE(a * (b + c) == a * b + a * c);
      REQUIRE(a - b == a + -b);
      REQUIRE(a + K::zero() == a);
      REQUIRE(a * K::one() == a);
      REQUIRE(frobenius(a) == power(a, F::kPrime));
      REQUIRE(a * K::from_base(b.c[0]) == a * b.c[0]);
      auto conjugates = K::zero();
      const auto norm = norm_and_conjugates(a, conjugates);
      REQUIRE(a * conjugates == K::from_base(norm));
      auto product = K::one(), conjugate = a;
      for (int k = 1; k < M::kDegree; ++k) product = product * (conjugate = frobenius(conjugate));
      REQUIRE(conjugates == product);
      REQUIRE(a * inverse(a) == (a == K::zero() ? K::zero() : K::one()));
    }
  });
}

TEST_CASE("the moduli are irreducible") {
  // X^(p^d) = X, and X^(p^k) - X is invertible for k < d: d is 4 or a prime, so that this excludes factors.
  test::for_each_extension([]<class M>(M, ExtensionId) {
    using K = Extension<M>;
    K x = K::zero();
    x.c[1] = Element<typename M::Base>::one();
    K y = x;
    for (int k = 1; k < M::kDegree; ++k) {
      y = power(y, M::Base::kPrime);
      const K difference = y - x;
      CHECK(test::naive_product(difference, inverse(difference)) == K::one());
    }
    CHECK(power(y, M::Base::kPrime) == x);
  });
}
