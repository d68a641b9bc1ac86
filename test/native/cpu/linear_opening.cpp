#include "cpu/opening.h"

#include <vector>

#include "extensions.h"
#include "math/butterfly.h"

using namespace switchyard;
using cpu::Context;
using cpu::Coset;
using cpu::RowOrder;
using cpu::Status;
using test::Random;
using Words = std::vector<uint32_t>;

namespace {

template <class F>
Element<F> point(const Coset& coset, uint32_t i) {
  const uint32_t exponent = coset.order == RowOrder::kNatural ? i : reverse_bits(i, coset.log_size);
  return Element<F>{coset.shift} * power(two_adic_generator<F>(coset.log_size), exponent);
}

template <class M>
Extension<M> difference(const Extension<M>& z, Element<typename M::Base> x) {
  return z - Extension<M>::from_base(x);
}

const RowOrder kOrders[] = {RowOrder::kNatural, RowOrder::kBitReversed};

}  // namespace

TEST_CASE("inverse differences over a coset") {
  test::for_each_extension([]<class M>(M, ExtensionId id) {
    using F = typename M::Base;
    test::for_each_isa(2, [&](const Context& context) {
      Random random(31);
      for (int log_size : {0, 1, 2, 3, 4, 5, 7, 12, 13}) {
        for (RowOrder order : kOrders) {
          const uint32_t shift = Element<F>::from_canonical(F::kGenerator).value;
          const Coset coset{log_size, log_size % 2 ? shift : kMontgomeryOne<F>, order};
          const size_t n = size_t{1} << log_size;
          const Words z = random.words<F>(M::kDegree);
          Words out(n * M::kDegree);
          REQUIRE(cpu::inverse_differences(context, id, coset, z.data(), out.data()) == Status::kOk);
          bool inverses = true;
          for (uint32_t i = 0; i < n; ++i)
            inverses = inverses && difference(test::element_at<M>(z, 0), point<F>(coset, i)) *
                                           test::element_at<M>(out, i) ==
                                       Extension<M>::one();
          REQUIRE(inverses);
        }
      }
    });
  });
}

TEST_CASE("inverse differences at a point of the coset: zero there, inverses elsewhere") {
  test::for_each_extension([]<class M>(M, ExtensionId id) {
    using F = typename M::Base;
    test::for_each_isa(1, [&](const Context& context) {
      const Coset coset{6, kMontgomeryOne<F>, RowOrder::kBitReversed};
      const Extension<M> z = Extension<M>::from_base(point<F>(coset, 37));
      Words words(M::kDegree), out(64 * M::kDegree);
      test::put_element(words, 0, z);
      REQUIRE(cpu::inverse_differences(context, id, coset, words.data(), out.data()) == Status::kOk);
      for (uint32_t i = 0; i < 64; ++i)
        CHECK(difference(z, point<F>(coset, i)) * test::element_at<M>(out, i) ==
              (i == 37 ? Extension<M>::zero() : Extension<M>::one()));
    });
  });
}

TEST_CASE("barycentric evaluation equals Horner's rule on the coefficients") {
  test::for_each_extension([]<class M>(M, ExtensionId id) {
    using F = typename M::Base;
    using E = Element<F>;
    constexpr size_t d = M::kDegree;
    for (int threads : {1, 2}) {
      test::for_each_isa(threads, [&](const Context& context) {
        Random random(32);
        for (int log_size : {0, 1, 3, 5, 8}) {
          for (RowOrder order : kOrders) {
            const Coset coset{log_size, E::from_canonical(F::kGenerator).value, order};
            const size_t n = size_t{1} << log_size, columns = 19;
            const Words coefficients = random.words<F>(n * columns);  // one column each
            Words matrix(n * columns);
            for (uint32_t i = 0; i < n; ++i) {
              const E x = point<F>(coset, i);
              for (size_t c = 0; c < columns; ++c) {
                E value = E::zero();
                for (size_t k = n; k-- > 0;) value = value * x + E{coefficients[k * columns + c]};
                matrix[i * columns + c] = value.value;
              }
            }
            const Words points = random.words<F>(3 * d);
            Words inverse(n * d), out(3 * columns * d);
            REQUIRE(cpu::inverse_differences(context, id, coset, points.data() + d, inverse.data()) ==
                    Status::kOk);
            const uint32_t* inverses[] = {nullptr, inverse.data(), nullptr};
            const cpu::MatrixView view{matrix.data(), n, columns};
            REQUIRE(cpu::barycentric_evaluate(context, id, coset, view, points.data(), 3, inverses,
                                              out.data()) == Status::kOk);
            for (size_t j = 0; j < 3; ++j) {
              for (size_t c = 0; c < columns; ++c) {
                auto value = Extension<M>::zero();
                for (size_t k = n; k-- > 0;)
                  value = value * test::element_at<M>(points, j) +
                          Extension<M>::from_base(E{coefficients[k * columns + c]});
                REQUIRE(test::element_at<M>(out, j * columns + c) == value);
              }
            }
            Words single(columns * d);
            REQUIRE(cpu::barycentric_evaluate(context, id, coset, view, points.data(), 1, nullptr,
                                              single.data()) == Status::kOk);
            REQUIRE(single == Words(out.begin(), out.begin() + columns * d));
          }
        }
      });
    }
  });
}

TEST_CASE("quotients are accumulated") {
  test::for_each_extension([]<class M>(M, ExtensionId id) {
    using F = typename M::Base;
    constexpr size_t d = M::kDegree;
    for (int threads : {1, 2}) {
      test::for_each_isa(threads, [&](const Context& context) {
        Random random(33);
        for (size_t n : {1, 3, 16, 33, 4099}) {
          const Words value = random.words<F>(d), scale = random.words<F>(d);
          const Words reduced = random.words<F>(n * d), inverses = random.words<F>(n * d);
          const Words before = random.words<F>(n * d);
          Words out = before;
          REQUIRE(cpu::accumulate_quotients(context, id, value.data(), scale.data(), reduced.data(),
                                            inverses.data(), n, out.data()) == Status::kOk);
          for (size_t i = 0; i < n; ++i)
            REQUIRE(test::element_at<M>(out, i) ==
                    test::element_at<M>(before, i) +
                        test::element_at<M>(scale, 0) *
                            (test::element_at<M>(value, 0) - test::element_at<M>(reduced, i)) *
                            test::element_at<M>(inverses, i));
        }
      });
    }
  });
}

TEST_CASE("a FRI fold takes a polynomial to its even part plus beta times its odd part") {
  test::for_each_extension([]<class M>(M, ExtensionId id) {
    using F = typename M::Base;
    using K = Extension<M>;
    constexpr size_t d = M::kDegree;
    const auto values = [](const std::vector<K>& coefficients, int log_size) {
      Words words((d << log_size));
      for (uint32_t i = 0; i < uint32_t{1} << log_size; ++i) {
        const auto x = power(two_adic_generator<F>(log_size), reverse_bits(i, log_size));
        K value = K::zero();
        for (size_t k = coefficients.size(); k-- > 0;) value = value * x + coefficients[k];
        test::put_element(words, i, value);
      }
      return words;
    };
    for (int threads : {1, 2}) {
      test::for_each_isa(threads, [&](const Context& context) {
        Random random(34);
        for (int log_size : {0, 1, 2, 3, 4, 5, 6, 9, 12, 13}) {
          const Words beta = random.words<F>(d);
          const Words words = random.words<F>(8 * d);
          std::vector<K> coefficients;
          for (size_t k = 0; k < 8 && k < size_t{1} << log_size; ++k)
            coefficients.push_back(test::element_at<M>(words, k));
          const Words in = values(coefficients, log_size);
          K challenge = test::element_at<M>(beta, 0);
          for (int log_arity = 0; log_arity <= log_size && log_arity <= 4; ++log_arity) {
            if (log_arity > 0) {
              coefficients.resize((coefficients.size() + 1) / 2 * 2, K::zero());
              for (size_t k = 0; 2 * k < coefficients.size(); ++k)
                coefficients[k] = coefficients[2 * k] + challenge * coefficients[2 * k + 1];
              coefficients.resize(coefficients.size() / 2);
              challenge = challenge * challenge;
            }
            Words out(d << (log_size - log_arity));
            REQUIRE(cpu::fri_fold(context, id, in.data(), log_size, log_arity, beta.data(), out.data()) ==
                    Status::kOk);
            REQUIRE(out == values(coefficients, log_size - log_arity));
          }
        }
      });
    }
  });
}
