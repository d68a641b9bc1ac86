#include "cpu/quotient.h"

#include "quotient_reference.h"

using namespace switchyard;
using cpu::Context;
using cpu::QuotientArguments;
using cpu::Status;
using device::Opcode;
using test::ProgramWriter;
using test::Random;
using test::Words;

namespace {

template <class M>
Words evaluate(const Context& context, ExtensionId id, const QuotientArguments& arguments) {
  const size_t chunks = size_t{1} << arguments.log_chunks;
  const size_t words = (size_t{1} << arguments.log_rows) * M::kDegree;
  Words out(chunks * words + 1, 77);
  uint32_t* pointers[cpu::kMostChunks];
  for (size_t k = 0; k < chunks; ++k) pointers[k] = out.data() + k * words;
  REQUIRE(cpu::quotient(context, id, arguments, pointers) == Status::kOk);
  CHECK(out.back() == 77);
  out.pop_back();
  return out;
}

struct Shape {
  int log_rows, log_chunks, log_blowup;
  uint32_t main_columns, preprocessed_columns, permutation_columns, constraints;
  int length;
};

// Every number of rows around the sizes of vectors and blocks, and of columns around those of tiles.
const Shape kShapes[] = {
    {0, 0, 0, 1, 0, 0, 1, 5},      {0, 2, 2, 3, 2, 4, 4, 20},   {1, 0, 1, 5, 0, 0, 0, 10},
    {1, 1, 1, 15, 1, 8, 3, 30},    {2, 2, 2, 16, 16, 5, 7, 50}, {3, 0, 0, 17, 3, 0, 32, 99},
    {3, 1, 2, 2, 40, 16, 33, 150}, {4, 2, 2, 11, 7, 17, 5, 60}, {5, 0, 1, 8, 0, 0, 31, 80},
    {5, 1, 1, 33, 0, 40, 65, 200}, {6, 0, 0, 4, 4, 4, 9, 40},   {6, 1, 2, 9, 0, 0, 12, 60},
    {7, 2, 2, 31, 5, 20, 40, 90},  {8, 0, 0, 3, 0, 5, 6, 30},   {8, 1, 1, 47, 18, 33, 70, 99},
    {8, 2, 2, 20, 0, 0, 3, 40},
};

}  // namespace

TEST_CASE("quotients of random programs equal their definition") {
  test::for_each_extension([]<class M>(M, ExtensionId id) {
    using F = typename M::Base;
    Random random(41);
    for (const Shape& shape : kShapes) {
      const Words program = test::random_program<F>(random, {shape.main_columns, shape.preprocessed_columns,
                                                             shape.permutation_columns, 3, shape.constraints,
                                                             M::kDegree, true, shape.length})
                                .words();
      const size_t rows = size_t{1} << (shape.log_rows + shape.log_blowup);
      const Words main = random.words<F>(rows * shape.main_columns);
      const Words preprocessed = random.words<F>(rows * shape.preprocessed_columns);
      const Words permutation = random.words<F>(rows * shape.permutation_columns);
      const Words scalars = random.words<F>(3), alpha = random.words<F>(M::kDegree);
      const QuotientArguments arguments{{main.data(), rows, shape.main_columns},
                                        {preprocessed.data(), rows, shape.preprocessed_columns},
                                        {permutation.data(), rows, shape.permutation_columns},
                                        test::read_valid<F>(program),
                                        scalars.data(),
                                        alpha.data(),
                                        shape.log_rows,
                                        shape.log_chunks};
      const Words expected = test::naive_quotient<M>(arguments);
      INFO("log rows ", shape.log_rows, ", log chunks ", shape.log_chunks);
      for (int threads : {1, 3})
        test::for_each_isa(threads, [&](const Context& context) {
          const bool equal = evaluate<M>(context, id, arguments) == expected;
          REQUIRE(equal);
        });
    }
  });
}

TEST_CASE("quotients of several ranges of points") {
  using M = KoalaBear4;
  using F = KoalaBear;
  Random random(42);
  const Words program = test::random_program<F>(random, {6, 0, 0, 1, 4, 1, true, 20}).words();
  const size_t rows = size_t{1} << 14;
  const Words main = random.words<F>(rows * 6);
  const Words scalars = random.words<F>(1), alpha = random.words<F>(M::kDegree);
  const QuotientArguments arguments{{main.data(), rows, 6}, {},           {}, test::read_valid<F>(program),
                                    scalars.data(),         alpha.data(), 13, 1};
  const Words expected = test::naive_quotient<M>(arguments);
  for (int threads : {1, 2})
    test::for_each_isa(threads, [&](const Context& context) {
      const bool equal = evaluate<M>(context, ExtensionId::kKoalaBear4, arguments) == expected;
      REQUIRE(equal);
    });
}

TEST_CASE("many constraints of the largest values fold without overflow") {
  test::for_each_extension([]<class M>(M, ExtensionId id) {
    using F = typename M::Base;
    ProgramWriter writer{F::kPrime, 1, 0, 0, 0, 0, 0, {}};
    writer.add(Opcode::kLoadMain, 0, 0);
    for (uint32_t i = 0; i < 5000; ++i) writer.add(Opcode::kAssertZero, 0, 0, i);
    const Words program = writer.words();
    const Words main(64, F::kPrime - 1), alpha(M::kDegree, F::kPrime - 1);
    for (const Words& challenge : {alpha, Words{kMontgomeryOne<F>, 0, 0, 0, 0}}) {
      const QuotientArguments arguments{{main.data(), 64, 1}, {}, {}, test::read_valid<F>(program), nullptr,
                                        challenge.data(),     6,  0};
      const Words expected = test::naive_quotient<M>(arguments);
      test::for_each_isa(1, [&](const Context& context) {
        const bool equal = evaluate<M>(context, id, arguments) == expected;
        REQUIRE(equal);
      });
    }
  });
}

namespace {

// Column-wise values of the polynomial through `values` at the points s * g^brev(i): the extension of a trace
// by Lagrange's formula over <h>, sum_j v_j h^j (x^n - 1) / (n (x - h^j)).
template <class F>
Words extend(const Words& trace, int log_rows, size_t columns, int log_blowup) {
  using E = Element<F>;
  const uint32_t n = 1u << log_rows, size = n << log_blowup;
  const E h = two_adic_generator<F>(log_rows), g = two_adic_generator<F>(log_rows + log_blowup);
  Words out(size * columns);
  for (uint32_t i = 0; i < size; ++i) {
    const E x = E::from_canonical(F::kGenerator) * power(g, reverse_bits(i, log_rows + log_blowup));
    const E scale = (power(x, n) - E::one()) * inverse(E::from_canonical(n));
    for (uint32_t j = 0; j < n; ++j) {
      const E weight = scale * power(h, j) * inverse(x - power(h, j));
      for (size_t c = 0; c < columns; ++c) {
        uint32_t& to = out[i * columns + c];
        to = (E{to} + weight * E{trace[j * columns + c]}).value;
      }
    }
  }
  return out;
}

// The degree of the polynomial with these values, one extension element each, at s * g^i, i < 2^log_size;
// -1 for the zero polynomial.
template <class M>
int degree(const Words& values, int log_size) {
  using F = typename M::Base;
  using K = Extension<M>;
  const uint32_t size = 1u << log_size;
  for (uint32_t k = size; k-- > 0;) {
    K sum = K::zero();  // a non-zero multiple of coefficient k
    for (uint32_t i = 0; i < size; ++i)
      sum = sum + test::element_at<M>(values, i) * power(inverse(two_adic_generator<F>(log_size)), i * k);
    if (!(sum == K::zero())) return static_cast<int>(k);
  }
  return -1;
}

// first (a - p0), first (b - p1), transition (b - a'), transition (a + b - b'), last (b - p2)
template <class F>
Words fibonacci_program() {
  ProgramWriter w{F::kPrime, 2, 0, 0, 3, 0, 0, {}};
  w.add(Opcode::kLoadMain, 0, 0, 0);
  w.add(Opcode::kLoadMain, 1, 1, 0);
  w.add(Opcode::kLoadSelector, 2, 0);
  for (uint32_t i : {0u, 1u}) {
    w.add(Opcode::kLoadScalar, 3, i);
    w.add(Opcode::kSub, 3, i, 3);
    w.add(Opcode::kMul, 3, 2, 3);
    w.add(Opcode::kAssertZero, 0, 3, i);
  }
  w.add(Opcode::kLoadSelector, 2, 2);
  w.add(Opcode::kAdd, 0, 0, 1);
  for (uint32_t i : {0u, 1u}) {
    w.add(Opcode::kLoadMain, 3, i, 1);
    w.add(Opcode::kSub, 3, 1 - i, 3);
    w.add(Opcode::kMul, 3, 2, 3);
    w.add(Opcode::kAssertZero, 0, 3, 2 + i);
  }
  w.add(Opcode::kLoadSelector, 2, 1);
  w.add(Opcode::kLoadScalar, 3, 2);
  w.add(Opcode::kSub, 3, 1, 3);
  w.add(Opcode::kMul, 3, 3, 2);
  w.add(Opcode::kAssertZero, 0, 3, 4);
  return w.words();
}

}  // namespace

TEST_CASE("the quotient of a trace that satisfies the constraints has low degree, and of another has not") {
  test::for_each_extension([]<class M>(M, ExtensionId id) {
    using F = typename M::Base;
    using E = Element<F>;
    constexpr int log_rows = 5, log_chunks = 1;
    constexpr uint32_t n = 1 << log_rows;
    const Words program = fibonacci_program<F>();
    Words trace;
    for (E a = E::zero(), b = E::one(); trace.size() < 2 * n;) {
      trace.insert(trace.end(), {a.value, b.value});
      const E c = a + b;
      a = b, b = c;
    }
    const Words scalars = {trace[0], trace[1], trace[2 * n - 1]};
    Random random(43);
    const Words alpha = random.words<F>(M::kDegree);
    const auto quotient_degree = [&](const Context& context, const Words& rows, const Words& publics) {
      const Words main = extend<F>(rows, log_rows, 2, log_chunks);
      const QuotientArguments arguments{{main.data(), n << log_chunks, 2},
                                        {},
                                        {},
                                        test::read_valid<F>(program),
                                        publics.data(),
                                        alpha.data(),
                                        log_rows,
                                        log_chunks};
      const Words chunks = evaluate<M>(context, id, arguments);
      Words natural(chunks.size());
      for (uint32_t i = 0; i < n << log_chunks; ++i)
        test::put_element(natural, i, test::element_at<M>(chunks, (i & 1) * n + i / 2));
      return degree<M>(natural, log_rows + log_chunks);
    };
    test::for_each_isa(1, [&](const Context& context) {
      // The constraints have degree at most 2 (n - 1), Z has n.
      CHECK(quotient_degree(context, trace, scalars) <= static_cast<int>(n) - 2);
      Words broken = trace;
      broken[2 * 7 + 1] ^= 1;
      CHECK(quotient_degree(context, broken, scalars) > static_cast<int>(n) - 2);
      Words other = scalars;
      other[2] ^= 1;
      CHECK(quotient_degree(context, trace, other) > static_cast<int>(n) - 2);
    });
  });
}

TEST_CASE("quotients are refused memory and cancelled") {
  using F = KoalaBear;
  const Words program = fibonacci_program<F>();
  const Words main(256), scalars(3), alpha(4);
  const QuotientArguments arguments{{main.data(), 128, 2}, {},           {}, test::read_valid<F>(program),
                                    scalars.data(),        alpha.data(), 7,  0};
  Words out(128 * 4);
  uint32_t* chunks[] = {out.data()};
  cpu::ThreadPool pool(1);
  const cpu::Kernels& kernels = **cpu::compiled_isas().begin();
  if (!cpu::is_supported(kernels)) return;
  for (bool cancel : {false, true}) {
    cpu::MemoryPool memory(cancel ? size_t{1} << 30 : size_t{20} << 10);
    const std::atomic<bool> cancelled{cancel};
    const Context context{kernels, pool, 1, memory, cancelled};
    CHECK(cpu::quotient(context, ExtensionId::kKoalaBear4, arguments, chunks) ==
          (cancel ? Status::kCancelled : Status::kOutOfMemory));
    CHECK(memory.used() == 0);
  }
}
