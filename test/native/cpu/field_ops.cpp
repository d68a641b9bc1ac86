#include "cpu/field_ops.h"

#include <vector>

#include "extensions.h"

using namespace switchyard;
using cpu::Context;
using cpu::Status;
using test::Random;
using Words = std::vector<uint32_t>;

namespace {

// Around the lane counts, the blocks of the batch inversion, and the grain of a task.
const size_t kCounts[] = {0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 100, 1023, 4095, 4096, 4097, 65'537, 140'000};

template <class F>
void check_base_kernels(const Context& context, size_t n, Random& random) {
  using E = Element<F>;
  const FieldId field = test::field_id<F>();
  const Words a = random.words<F>(n), b = random.words<F>(n), c = random.words<F>(n);
  const uint32_t factor = random.words<F>(1)[0];
  Words out(n);
  const auto check = [&](const char* name, Status status, auto expected) {
    CAPTURE(name);
    REQUIRE(status == Status::kOk);
    size_t wrong = 0;
    for (size_t i = 0; i < n; ++i) wrong += out[i] != expected(i).value;
    REQUIRE(wrong == 0);
  };
  const auto at = [](const Words& words, size_t i) { return E{words[i]}; };
  check("add", cpu::field_add(context, field, a.data(), b.data(), out.data(), n),
        [&](size_t i) { return at(a, i) + at(b, i); });
  check("sub", cpu::field_sub(context, field, a.data(), b.data(), out.data(), n),
        [&](size_t i) { return at(a, i) - at(b, i); });
  check("mul", cpu::field_mul(context, field, a.data(), b.data(), out.data(), n),
        [&](size_t i) { return at(a, i) * at(b, i); });
  check("mul_add", cpu::field_mul_add(context, field, a.data(), b.data(), c.data(), out.data(), n),
        [&](size_t i) { return at(a, i) * at(b, i) + at(c, i); });
  check("negate", cpu::field_negate(context, field, a.data(), out.data(), n),
        [&](size_t i) { return -at(a, i); });
  check("scale", cpu::field_scale(context, field, a.data(), factor, out.data(), n),
        [&](size_t i) { return at(a, i) * E{factor}; });
  out = a;
  check("in place", cpu::field_mul(context, field, out.data(), b.data(), out.data(), n),
        [&](size_t i) { return at(a, i) * at(b, i); });
}

}  // namespace

TEST_CASE_TEMPLATE("element-wise kernels equal the scalar definition", F, KoalaBear, BabyBear) {
  for (int threads : {1, 3}) {
    test::for_each_isa(threads, [&](const Context& context) {
      Random random(11);
      for (size_t n : kCounts) check_base_kernels<F>(context, n, random);
    });
  }
}

TEST_CASE_TEMPLATE("Montgomery conversion", F, KoalaBear, BabyBear) {
  const FieldId field = test::field_id<F>();
  test::for_each_isa(2, [&](const Context& context) {
    Random random(12);
    for (size_t n : kCounts) {
      Words canonical = random.words<F>(n);
      if (n > 3) canonical[0] = ~0u, canonical[1] = F::kPrime, canonical[2] = F::kPrime + 1;
      Words montgomery(n), back(n);
      REQUIRE(cpu::to_montgomery(context, field, canonical.data(), montgomery.data(), n) == Status::kOk);
      REQUIRE(cpu::from_montgomery(context, field, montgomery.data(), back.data(), n) == Status::kOk);
      size_t wrong = 0;
      for (size_t i = 0; i < n; ++i) {
        wrong += montgomery[i] != (uint64_t{canonical[i]} << 32) % F::kPrime;
        wrong += back[i] != canonical[i] % F::kPrime;
      }
      REQUIRE(wrong == 0);
    }
  });
}

TEST_CASE_TEMPLATE("the first unreduced word is found", F, KoalaBear, BabyBear) {
  const FieldId field = test::field_id<F>();
  test::for_each_isa(2, [&](const Context& context) {
    Random random(13);
    for (size_t n : kCounts) {
      Words words = random.words<F>(n);
      size_t index = 0;
      REQUIRE(cpu::find_unreduced(context, field, words.data(), n, index) == Status::kOk);
      REQUIRE(index == n);
      for (int k = 0; k < 20 && n > 0; ++k) {
        const size_t at = random.below(n);
        Words bad = words;
        bad[at] = random.below(2) ? F::kPrime : ~0u;
        bad[n - 1] = random.below(2) ? F::kPrime + 1 : bad[n - 1];
        const size_t expected = at;
        REQUIRE(cpu::find_unreduced(context, field, bad.data(), n, index) == Status::kOk);
        REQUIRE(index == expected);
      }
    }
  });
}

TEST_CASE_TEMPLATE("batch inversion gives inverses, and 0 for 0", F, KoalaBear, BabyBear) {
  using E = Element<F>;
  const FieldId field = test::field_id<F>();
  for (int threads : {1, 2}) {
    test::for_each_isa(threads, [&](const Context& context) {
      Random random(14);
      for (size_t n : kCounts) {
        const Words a = random.words<F>(n);
        Words out(n), in_place = a;
        REQUIRE(cpu::field_invert(context, field, a.data(), out.data(), n) == Status::kOk);
        size_t wrong = 0;
        for (size_t i = 0; i < n; ++i) {
          wrong += out[i] >= F::kPrime || (a[i] == 0 && out[i] != 0);
          wrong += (E{a[i]} * E{out[i]}).value != (a[i] == 0 ? 0 : kMontgomeryOne<F>);
        }
        REQUIRE(wrong == 0);
        REQUIRE(cpu::field_invert(context, field, in_place.data(), in_place.data(), n) == Status::kOk);
        REQUIRE(in_place == out);
      }
      Words zeros(100), out(100, 5);
      REQUIRE(cpu::field_invert(context, field, zeros.data(), out.data(), 100) == Status::kOk);
      REQUIRE(out == zeros);
    });
  }
}

TEST_CASE("extension kernels equal the schoolbook definition") {
  test::for_each_extension([]<class M>(M, ExtensionId id) {
    using F = typename M::Base;
    constexpr size_t d = M::kDegree;
    for (int threads : {1, 2}) {
      test::for_each_isa(threads, [&](const Context& context) {
        Random random(15);
        for (size_t n : {0, 1, 3, 8, 15, 16, 17, 50, 4097, 66'000}) {
          const Words a = random.words<F>(n * d), b = random.words<F>(n * d), c = random.words<F>(n * d);
          const Words factor = random.words<F>(d);
          Words out(n * d);
          const auto check = [&](const char* name, Status status, auto expected) {
            CAPTURE(name);
            REQUIRE(status == Status::kOk);
            size_t wrong = 0;
            for (size_t i = 0; i < n; ++i) wrong += !(test::element_at<M>(out, i) == expected(i));
            REQUIRE(wrong == 0);
          };
          const auto product = [&](size_t i) {
            return test::naive_product(test::element_at<M>(a, i), test::element_at<M>(b, i));
          };
          check("mul", cpu::extension_mul(context, id, a.data(), b.data(), out.data(), n), product);
          check("mul_add", cpu::extension_mul_add(context, id, a.data(), b.data(), c.data(), out.data(), n),
                [&](size_t i) { return product(i) + test::element_at<M>(c, i); });
          out = a;
          check("scale", cpu::extension_scale(context, id, out.data(), factor.data(), out.data(), n),
                [&](size_t i) {
                  return test::naive_product(test::element_at<M>(a, i), test::element_at<M>(factor, 0));
                });
        }
      });
    }
  });
}

TEST_CASE("extension products of the largest words do not overflow") {
  test::for_each_extension([]<class M>(M, ExtensionId id) {
    using F = typename M::Base;
    constexpr size_t d = M::kDegree;
    // Every pair of elements whose words are 0, 1 or p - 1.
    const uint32_t edges[] = {0, 1, F::kPrime - 1};
    size_t elements = 1;
    for (size_t k = 0; k < d; ++k) elements *= 3;
    Words all(elements * d);
    for (size_t i = 0; i < elements; ++i)
      for (size_t k = 0, rest = i; k < d; ++k, rest /= 3) all[i * d + k] = edges[rest % 3];
    test::for_each_isa(1, [&](const Context& context) {
      Words out(elements * d);
      bool equal = true;
      for (size_t j = 0; j < elements; ++j) {
        REQUIRE(cpu::extension_scale(context, id, all.data(), all.data() + j * d, out.data(), elements) ==
                Status::kOk);
        for (size_t i = 0; i < elements; ++i)
          equal = equal && test::element_at<M>(out, i) ==
                               test::naive_product(test::element_at<M>(all, i), test::element_at<M>(all, j));
      }
      CHECK(equal);
    });
  });
}

TEST_CASE("batch inversion of extension elements gives inverses, and 0 for 0") {
  test::for_each_extension([]<class M>(M, ExtensionId id) {
    using F = typename M::Base;
    constexpr size_t d = M::kDegree;
    test::for_each_isa(2, [&](const Context& context) {
      Random random(16);
      for (size_t n : {0, 1, 5, 16, 17, 100, 4096, 4099}) {
        Words a = random.words<F>(n * d), out(n * d);
        for (size_t i = 0; i < n; ++i)
          if (random.below(5) == 0)
            for (size_t k = 0; k < d; ++k) a[i * d + k] = 0;
        REQUIRE(cpu::extension_invert(context, id, a.data(), out.data(), n) == Status::kOk);
        for (size_t i = 0; i < n; ++i) {
          const auto x = test::element_at<M>(a, i), y = test::element_at<M>(out, i);
          const auto zero = Extension<M>::zero();
          if (x == zero)
            REQUIRE(y == zero);
          else
            REQUIRE(test::naive_product(x, y) == Extension<M>::one());
        }
        REQUIRE(cpu::extension_invert(context, id, a.data(), a.data(), n) == Status::kOk);
        REQUIRE(a == out);
      }
    });
  });
}
