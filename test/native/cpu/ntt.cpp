#include "cpu/ntt.h"

#include <bit>

#include "math/butterfly.h"
#include "support.h"
#include "vectors.h"

using namespace switchyard;
using namespace switchyard::test;
using cpu::Context;
using cpu::Status;

namespace {

using Words = std::vector<uint32_t>;

template <class F>
Words to_montgomery(const nlohmann::json& canonical) {
  Words words;
  for (const auto& item : canonical) {
    if (item.is_array())
      for (const auto& x : item)
        words.push_back(Element<F>::from_canonical(x.template get<uint32_t>()).value);
    else
      words.push_back(Element<F>::from_canonical(item.template get<uint32_t>()).value);
  }
  return words;
}

// The definition, term by term: row k = sum of in[i] * (shift * root^k)^i.
template <class F>
Words evaluate_slowly(const Words& in, size_t rows, size_t columns, Element<F> shift, Element<F> root,
                      size_t points) {
  Words out(points * columns);
  Element<F> x = shift;
  for (size_t k = 0; k < points; ++k, x = x * root)
    for (size_t c = 0; c < columns; ++c) {
      Element<F> sum = Element<F>::zero();
      for (size_t i = rows; i-- > 0;) sum = sum * x + Element<F>{in[i * columns + c]};
      out[k * columns + c] = sum.value;
    }
  return out;
}

// Radix 2, out of the book: natural to natural, y[k] = sum of x[i] root^(i k).
template <class F>
Words transform_slowly(const Words& in, size_t rows, size_t columns, Element<F> root) {
  const int log = std::countr_zero(rows);
  Words out(in.size());
  for (size_t i = 0; i < rows; ++i)
    std::copy_n(&in[i * columns], columns, &out[reverse_bits(static_cast<uint32_t>(i), log) * columns]);
  for (int layer = 0; layer < log; ++layer) {
    const size_t half = size_t{1} << layer;
    const Element<F> step = power(root, rows / (2 * half));
    for (size_t block = 0; block < rows; block += 2 * half) {
      Element<F> w = Element<F>::one();
      for (size_t i = block; i < block + half; ++i, w = w * step)
        for (size_t c = 0; c < columns; ++c) {
          Element<F> a{out[i * columns + c]};
          Element<F> b{out[(i + half) * columns + c]};
          butterfly_dit(a, b, w);
          out[i * columns + c] = a.value;
          out[(i + half) * columns + c] = b.value;
        }
    }
  }
  return out;
}

template <class F>
Words scale_rows(Words words, size_t columns, Element<F> first, Element<F> ratio) {
  for (size_t i = 0; i < words.size(); i += columns, first = first * ratio)
    for (size_t c = 0; c < columns; ++c) words[i + c] = (Element<F>{words[i + c]} * first).value;
  return words;
}

Words bit_reverse_rows(const Words& in, size_t rows, size_t columns) {
  Words out(in.size());
  const int log = std::countr_zero(rows);
  for (size_t i = 0; i < rows; ++i)
    std::copy_n(&in[i * columns], columns, &out[reverse_bits(static_cast<uint32_t>(i), log) * columns]);
  return out;
}

template <class F>
Words coset_slowly(const Words& coefficients, size_t rows, size_t columns, int log_blowup, Element<F> shift) {
  Words padded = scale_rows(coefficients, columns, Element<F>::one(), shift);
  const size_t extended = rows << log_blowup;
  padded.resize(extended * columns);
  return bit_reverse_rows(
      transform_slowly(padded, extended, columns, two_adic_generator<F>(std::countr_zero(extended))),
      extended, columns);
}

// Comparing whole vectors with CHECK would print them.
#define CHECK_SAME(a, b) CHECK(((a) == (b)))

// All four transforms of one matrix, on every instruction set and with 1 and 3 threads, against the
// reference.
template <class F>
void check_shape(Random& random, size_t rows, size_t columns, int log_blowup) {
  CAPTURE(rows);
  CAPTURE(columns);
  CAPTURE(log_blowup);
  const FieldId field = field_id<F>();
  const Words values = random.words<F>(rows * columns);
  const int log = std::countr_zero(rows);
  const Element<F> shift{static_cast<uint32_t>(1 + random.below(F::kPrime - 1))};
  const Element<F> root = two_adic_generator<F>(log);
  const Words evaluations = transform_slowly(values, rows, columns, root);
  const Words coefficients =
      scale_rows(transform_slowly(values, rows, columns, inverse(root)), columns,
                 inverse(Element<F>::from_canonical(static_cast<uint32_t>(rows))), Element<F>::one());
  const Words extended = coset_slowly(values, rows, columns, log_blowup, shift);
  const Words lde = coset_slowly(coefficients, rows, columns, log_blowup, shift);
  for (int threads : {1, 3}) {
    for_each_isa(threads, [&](const Context& context) {
      const Words in = values;
      // A word more on either side, which must stay.
      Words out(rows * columns + 2, 7);
      REQUIRE(cpu::dft(context, field, in.data(), rows, columns, out.data() + 1) == Status::kOk);
      CHECK_SAME(Words(out.begin() + 1, out.end() - 1), evaluations);
      REQUIRE(cpu::inverse_dft(context, field, in.data(), rows, columns, out.data() + 1) == Status::kOk);
      CHECK_SAME(Words(out.begin() + 1, out.end() - 1), coefficients);
      CHECK(out.front() == 7);
      CHECK(out.back() == 7);
      Words large((rows << log_blowup) * columns + 2, 7);
      REQUIRE(cpu::coset_dft(context, field, in.data(), rows, columns, log_blowup, shift.value,
                             large.data() + 1) == Status::kOk);
      CHECK_SAME(Words(large.begin() + 1, large.end() - 1), extended);
      REQUIRE(cpu::coset_lde(context, field, in.data(), rows, columns, log_blowup, shift.value,
                             large.data() + 1) == Status::kOk);
      CHECK_SAME(Words(large.begin() + 1, large.end() - 1), lde);
      CHECK(large.front() == 7);
      CHECK(large.back() == 7);
      CHECK_SAME(in, values);
      if (log_blowup == 0) return;
      // In place.
      std::fill(large.begin() + 1, large.end() - 1, 9);
      std::copy(values.begin(), values.end(), large.begin() + 1);
      REQUIRE(cpu::coset_lde(context, field, large.data() + 1, rows, columns, log_blowup, shift.value,
                             large.data() + 1) == Status::kOk);
      CHECK_SAME(Words(large.begin() + 1, large.end() - 1), lde);
      CHECK(large.front() == 7);
      CHECK(large.back() == 7);
    });
  }
}

}  // namespace

TEST_CASE("the transform reference agrees with the definition") {
  Random random(1);
  for (size_t rows : {1, 2, 4, 32}) {
    const Words in = random.words<KoalaBear>(rows * 3);
    const Element<KoalaBear> root = two_adic_generator<KoalaBear>(std::countr_zero(rows));
    CHECK_SAME(transform_slowly(in, rows, 3, root),
               evaluate_slowly(in, rows, 3, Element<KoalaBear>::one(), root, rows));
    const Element<KoalaBear> shift = Element<KoalaBear>::from_canonical(3);
    const Element<KoalaBear> finer = two_adic_generator<KoalaBear>(std::countr_zero(rows) + 1);
    CHECK_SAME(coset_slowly(in, rows, 3, 1, shift),
               bit_reverse_rows(evaluate_slowly(in, rows, 3, shift, finer, 2 * rows), 2 * rows, 3));
  }
}

TEST_CASE("transforms give the known answers") {
  const auto vectors = load_vectors("dft");
  Words counting(16);
  for (uint32_t i = 0; i < 16; ++i) counting[i] = Element<KoalaBear>::from_canonical(i).value;
  const uint32_t shift = Element<KoalaBear>::from_canonical(3).value;
  const Words input = to_montgomery<KoalaBear>(vectors["lde_input_16x3"]);
  for_each_isa(1, [&](const Context& context) {
    const FieldId field = FieldId::kKoalaBear;
    Words out(16);
    REQUIRE(cpu::dft(context, field, counting.data(), 16, 1, out.data()) == Status::kOk);
    CHECK_SAME(out, to_montgomery<KoalaBear>(vectors["dft_0..15_natural"]));
    REQUIRE(cpu::inverse_dft(context, field, counting.data(), 16, 1, out.data()) == Status::kOk);
    CHECK_SAME(out, to_montgomery<KoalaBear>(vectors["idft_0..15_natural"]));
    REQUIRE(cpu::coset_dft(context, field, counting.data(), 16, 1, 0, shift, out.data()) == Status::kOk);
    CHECK_SAME(bit_reverse_rows(out, 16, 1), to_montgomery<KoalaBear>(vectors["coset_dft_shift3_0..15"]));
    Words lde(32 * 3);
    REQUIRE(cpu::coset_lde(context, field, input.data(), 16, 3, 1, shift, lde.data()) == Status::kOk);
    CHECK_SAME(lde, to_montgomery<KoalaBear>(vectors["coset_lde_added1_shift3_committed_bitrev"]));
    CHECK_SAME(bit_reverse_rows(lde, 32, 3),
               to_montgomery<KoalaBear>(vectors["coset_lde_added1_shift3_natural"]));
    lde.resize(64 * 3);
    REQUIRE(cpu::coset_lde(context, field, input.data(), 16, 3, 2, shift, lde.data()) == Status::kOk);
    CHECK_SAME(bit_reverse_rows(lde, 64, 3),
               to_montgomery<KoalaBear>(vectors["coset_lde_added2_shift3_natural"]));
  });
}

TEST_CASE("transforms of all small sizes agree with the reference") {
  Random random(2);
  for (int log = 0; log <= 8; ++log)
    for (size_t columns : {1, 2, 3, 4, 5, 8, 10, 11, 15, 16, 17, 33, 64, 100}) {
      check_shape<KoalaBear>(random, size_t{1} << log, columns, static_cast<int>(columns % 4));
      if (columns == 3 || columns == 17) check_shape<BabyBear>(random, size_t{1} << log, columns, 1);
    }
}

TEST_CASE("transforms of several passes agree with the reference") {
  Random random(3);
  for (size_t columns : {1, 2, 3, 5, 6, 7, 8, 9, 10, 17, 33}) check_shape<KoalaBear>(random, 512, columns, 1);
  for (size_t columns : {1, 4, 15, 16}) check_shape<BabyBear>(random, 1024, columns, 0);
  for (size_t columns : {1, 3, 16, 300}) check_shape<KoalaBear>(random, 2048, columns, columns < 100 ? 2 : 1);
  for (size_t columns : {2, 15, 20}) check_shape<BabyBear>(random, 4096, columns, 1);
  check_shape<KoalaBear>(random, 8192, 15, 1);
  check_shape<KoalaBear>(random, 16384, 5, 1);
}

TEST_CASE("large transforms agree with the reference") {
  Random random(4);
  check_shape<KoalaBear>(random, size_t{1} << 16, 1, 1);
  check_shape<BabyBear>(random, size_t{1} << 15, 12, 1);
  check_shape<BabyBear>(random, size_t{1} << 17, 1, 0);
}

TEST_CASE("the coset extension works at every blowup") {
  Random random(5);
  for (int log_blowup = 0; log_blowup <= 4; ++log_blowup) {
    check_shape<KoalaBear>(random, 64, 5, log_blowup);
    check_shape<KoalaBear>(random, 256, 3, log_blowup);
    check_shape<BabyBear>(random, 4096, 11, log_blowup);
  }
}

TEST_CASE("the inverse transform undoes the transform, which is linear") {
  using F = KoalaBear;
  Random random(6);
  for (auto [rows, columns] : {std::pair<size_t, size_t>{1 << 14, 2}, {1 << 13, 20}, {128, 40}}) {
    const size_t count = rows * columns;
    const Words a = random.words<F>(count);
    const Words b = random.words<F>(count);
    Words sum(count);
    for (size_t i = 0; i < count; ++i) sum[i] = (Element<F>{a[i]} + Element<F>{b[i]}).value;
    for_each_isa(2, [&, rows = rows, columns = columns](const Context& context) {
      const auto transformed = [&](const Words& in) {
        Words out(count);
        REQUIRE(cpu::dft(context, FieldId::kKoalaBear, in.data(), rows, columns, out.data()) == Status::kOk);
        return out;
      };
      const Words ya = transformed(a);
      const Words yb = transformed(b);
      const Words y = transformed(sum);
      bool linear = true;
      for (size_t i = 0; i < count; ++i) linear &= Element<F>{y[i]} == Element<F>{ya[i]} + Element<F>{yb[i]};
      CHECK(linear);
      Words back(count);
      REQUIRE(cpu::inverse_dft(context, FieldId::kKoalaBear, ya.data(), rows, columns, back.data()) ==
              Status::kOk);
      CHECK_SAME(back, a);
    });
  }
}

TEST_CASE("transforms of extreme words stay in range") {
  using F = BabyBear;
  for (uint32_t word : {0u, 1u, F::kPrime - 1})
    for (size_t columns : {size_t{1}, size_t{16}}) {
      const size_t rows = 4096;
      const Words in(rows * columns, word);
      Words expected(rows * columns, 0);
      for (size_t c = 0; c < columns; ++c)
        expected[c] = (Element<F>{word} * Element<F>::from_canonical(rows)).value;
      for_each_isa(1, [&](const Context& context) {
        Words out(rows * columns);
        REQUIRE(cpu::dft(context, FieldId::kBabyBear, in.data(), rows, columns, out.data()) == Status::kOk);
        CHECK_SAME(out, expected);
      });
    }
}

TEST_CASE("transforms stop when cancelled and report refused memory") {
  const std::atomic<bool> cancelled{true};
  const std::atomic<bool> running{false};
  cpu::ThreadPool pool(2);
  for (const cpu::Kernels* kernels : cpu::compiled_isas()) {
    if (!cpu::is_supported(*kernels)) continue;
    for (size_t columns : {size_t{1}, size_t{20}}) {
      for (size_t rows : {size_t{16}, size_t{1} << 13}) {
        const Words in(rows * columns, 1);
        Words out(rows * columns, 7);
        Words in_place(2 * rows * columns, 5);
        const Words untouched = out;
        const Words whole = in_place;
        const auto extend = [&](const Context& context) {
          return cpu::coset_lde(context, FieldId::kKoalaBear, in.data(), rows, columns, 0, 3, out.data());
        };
        const auto extend_in_place = [&](const Context& context) {
          return cpu::coset_lde(context, FieldId::kKoalaBear, in_place.data(), rows, columns, 1, 3,
                                in_place.data());
        };
        // Every limit up to what is needed: each of the allocations is refused once.
        cpu::MemoryPool large(size_t{1} << 30);
        const Context stopped{*kernels, pool, 2, large, cancelled};
        CHECK(cpu::dft(stopped, FieldId::kKoalaBear, in.data(), rows, columns, out.data()) ==
              Status::kCancelled);
        CHECK(extend(stopped) == Status::kCancelled);
        const size_t needed = large.peak();
        large.reset_peak();
        CHECK(extend_in_place(stopped) == Status::kCancelled);
        CHECK(large.used() == 0);
        const size_t needed_in_place = large.peak();
        out = untouched;
        in_place = whole;
        for (size_t limit = 0; limit < std::max(needed, needed_in_place); limit += 16384) {
          cpu::MemoryPool small(limit);
          const Context refused{*kernels, pool, 2, small, running};
          if (limit < needed) CHECK(extend(refused) == Status::kOutOfMemory);
          if (limit < needed_in_place) CHECK(extend_in_place(refused) == Status::kOutOfMemory);
          CHECK(small.used() == 0);
        }
        CHECK_SAME(out, untouched);
        CHECK_SAME(in_place, whole);
      }
    }
  }
}
