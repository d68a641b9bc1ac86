#include "cpu/permutation.h"

#include "program_reference.h"

using namespace switchyard;
using cpu::Context;
using cpu::PermutationArguments;
using cpu::Status;
using cpu::ZeroDenominator;
using device::Opcode;
using test::ProgramWriter;
using test::Random;
using test::Words;

namespace {

constexpr uint32_t kMainColumns = 21, kPreprocessedColumns = 3;

// A program of lookups whose denominators are z - (sum of challenges times columns of both rows), and whose
// numerators are of all kinds; scalar k is the coordinate of a challenge.
template <class M>
Words lookup_program(Random& random, uint32_t lookups) {
  constexpr uint32_t d = M::kDegree;
  const auto below = [&](uint32_t bound) { return static_cast<uint32_t>(random.below(bound)); };
  ProgramWriter p{M::Base::kPrime, kMainColumns, kPreprocessedColumns, 0, 3 * d, 0, 0, {}};
  const auto load_column = [&](uint32_t to) {
    if (below(4) == 0) return p.add(Opcode::kLoadPreprocessed, to, below(kPreprocessedColumns), below(2));
    p.add(Opcode::kLoadMain, to, below(kMainColumns), below(2));
  };
  for (uint32_t l = 0; l < lookups; ++l) {
    load_column(0);
    load_column(1);
    // Coordinates may be missing: 1 and those after 2 in every fifth denominator.
    for (uint32_t k = 0; k < d; k += l % 5 == 4 ? 2 : 1) {
      p.add(Opcode::kLoadScalar, 2, k);
      for (uint32_t column : {0u, 1u}) {
        p.add(Opcode::kLoadScalar, 3, (1 + column) * d + k);
        p.add(Opcode::kMul, 3, 3, column);
        p.add(Opcode::kSub, 2, 2, 3);
      }
      p.add(Opcode::kAssertZero, k, 2, 2 * l);
    }
    switch (l % 4) {
      case 0:
        p.add(Opcode::kAssertZero, 0, 0, 2 * l + 1);
        break;
      case 1:
        p.add(Opcode::kLoadConstant, 0, kMontgomeryOne<typename M::Base>);
        p.add(Opcode::kNeg, 0, 0);
        p.add(Opcode::kAssertZero, 0, 0, 2 * l + 1);
        break;
      case 2:
        p.add(Opcode::kAssertZero, d - 1, 1, 2 * l + 1);
        break;
      default:
        for (uint32_t k = 0; k < d; ++k) {
          p.add(Opcode::kMul, 1, 0, 1);
          p.add(Opcode::kAssertZero, k, 1, 2 * l + 1);
        }
    }
  }
  return p.words();
}

struct Columns {
  Words output;
  Words terminal;

  bool operator==(const Columns&) const = default;
};

// By the definition.
template <class M>
Columns naive_permutation(const PermutationArguments& arguments) {
  using K = Extension<M>;
  const uint32_t lookups = arguments.program.constraints / 2;
  const size_t rows = arguments.main.rows;
  Columns r{Words(rows * (1 + lookups) * M::kDegree), Words(M::kDegree)};
  K sum = K::zero();
  for (size_t i = 0; i < rows; ++i) {
    test::RowInputs<typename M::Base> in{};
    for (size_t next : {0, 1}) {
      const size_t row = (i + next) % rows;
      in.main[next] = arguments.main.words + row * arguments.main.columns;
      in.preprocessed[next] = arguments.preprocessed.words + row * arguments.preprocessed.columns;
    }
    in.scalars = arguments.scalars;
    const std::vector<K> values = test::run_program<M>(arguments.program, in);
    test::put_element(r.output, i * (1 + lookups), sum);
    for (uint32_t l = 0; l < lookups; ++l) {
      const K f = test::naive_product(values[2 * l + 1], inverse(values[2 * l]));
      REQUIRE(test::naive_product(f, values[2 * l]) == values[2 * l + 1]);
      test::put_element(r.output, i * (1 + lookups) + 1 + l, f);
      sum = sum + f;
    }
  }
  test::put_element(r.terminal, 0, sum);
  return r;
}

Status evaluate(const Context& context, ExtensionId id, const PermutationArguments& arguments,
                Columns& columns, ZeroDenominator& zero) {
  const size_t d = static_cast<size_t>(extension_degree(id));
  columns.output.assign(arguments.main.rows * (1 + arguments.program.constraints / 2) * d + 1, 77);
  columns.terminal.assign(d + 1, 77);
  const Status status =
      cpu::permutation(context, id, arguments, columns.output.data(), columns.terminal.data(), zero);
  CHECK(columns.output.back() == 77);
  CHECK(columns.terminal.back() == 77);
  columns.output.pop_back();
  columns.terminal.pop_back();
  return status;
}

}  // namespace

TEST_CASE("permutation columns equal their definition") {
  test::for_each_extension([]<class M>(M, ExtensionId id) {
    using F = typename M::Base;
    Random random(51);
    const auto check = [&](size_t rows, uint32_t lookups) {
      const Words program = lookup_program<M>(random, lookups);
      const Words main = random.words<F>(rows * kMainColumns);
      const Words preprocessed = random.words<F>(rows * kPreprocessedColumns);
      const Words scalars = random.words<F>(3 * M::kDegree);
      const PermutationArguments arguments{{main.data(), rows, kMainColumns},
                                           {preprocessed.data(), rows, kPreprocessedColumns},
                                           test::read_valid<F>(program),
                                           scalars.data()};
      const Columns expected = naive_permutation<M>(arguments);
      INFO(rows, " rows, ", lookups, " lookups");
      for (int threads : {1, 2, 3})
        test::for_each_isa(threads, [&](const Context& context) {
          Columns columns;
          ZeroDenominator zero{};
          REQUIRE(evaluate(context, id, arguments, columns, zero) == Status::kOk);
          const bool equal = columns == expected;
          REQUIRE(equal);
        });
    };
    // Around the sizes of blocks and of ranges: 4096 rows with one lookup, 64 with many.
    for (size_t rows : {1, 2, 4, 63, 64, 100, 1024})
      for (uint32_t lookups : {1u, 3u, 20u}) check(rows, lookups);
    check(8192 + 77, 1);
    check(4096, 3);
    check(192, 64);
    check(130, 70);
    check(65, 129);
  });
}

TEST_CASE("a program may mix anything into its lookups") {
  test::for_each_extension([]<class M>(M, ExtensionId id) {
    using F = typename M::Base;
    Random random(52);
    int defined = 0;
    for (int round = 0; round < 40; ++round) {
      const uint32_t lookups = 1 + static_cast<uint32_t>(random.below(4));
      const Words program =
          test::random_program<F>(random, {7, 2, 0, 5, 2 * lookups, M::kDegree, false, 60}).words();
      const Words main = random.words<F>(70 * 7), preprocessed = random.words<F>(70 * 2);
      const Words scalars = random.words<F>(5);
      const PermutationArguments arguments{
          {main.data(), 70, 7}, {preprocessed.data(), 70, 2}, test::read_valid<F>(program), scalars.data()};
      test::for_each_isa(1, [&](const Context& context) {
        Columns columns;
        ZeroDenominator zero{};
        if (evaluate(context, id, arguments, columns, zero) == Status::kZeroDenominator) return;
        ++defined;
        const bool equal = columns == naive_permutation<M>(arguments);
        REQUIRE(equal);
      });
    }
    CHECK(defined > 0);
  });
}

TEST_CASE("a denominator that is zero is found, the first of several") {
  test::for_each_extension([]<class M>(M, ExtensionId id) {
    using F = typename M::Base;
    // Lookup l is 1 / column l.
    const auto check = [&](size_t rows, uint32_t lookups, std::vector<ZeroDenominator> zeros) {
      ProgramWriter p{F::kPrime, lookups, 0, 0, 0, 0, 0, {}};
      p.add(Opcode::kLoadConstant, 0, kMontgomeryOne<F>);
      for (uint32_t l = 0; l < lookups; ++l) {
        p.add(Opcode::kLoadMain, 1, l);
        p.add(Opcode::kAssertZero, l % M::kDegree, 1, 2 * l);
        p.add(Opcode::kAssertZero, 0, 0, 2 * l + 1);
      }
      const Words program = p.words();
      Words main(rows * lookups, 5);
      for (const ZeroDenominator& zero : zeros) main[zero.row * lookups + zero.lookup] = 0;
      const PermutationArguments arguments{
          {main.data(), rows, lookups}, {}, test::read_valid<F>(program), nullptr};
      INFO(rows, " rows, ", lookups, " lookups");
      for (int threads : {1, 3})
        test::for_each_isa(threads, [&](const Context& context) {
          Columns columns;
          ZeroDenominator found{};
          REQUIRE(evaluate(context, id, arguments, columns, found) ==
                  (zeros.empty() ? Status::kOk : Status::kZeroDenominator));
          if (zeros.empty()) return;
          CHECK(found.row == zeros[0].row);
          CHECK(found.lookup == zeros[0].lookup);
        });
    };
    check(1, 1, {});
    check(1, 1, {{0, 0}});
    check(2, 3, {{1, 2}});
    check(100, 1, {{99, 0}});
    check(100, 20, {{36, 19}, {37, 0}, {99, 3}});
    check(130, 70, {{64, 69}, {65, 1}});
    check(5000, 1, {{4097, 0}, {4999, 0}});
    check(5000, 3, {{17, 2}, {18, 0}, {3000, 0}});
  });
}

TEST_CASE("permutation columns are refused memory, anywhere") {
  using M = KoalaBear4;
  Random random(53);
  const Words program = lookup_program<M>(random, 3);
  const Words main = random.words<KoalaBear>(8 * kMainColumns);
  const Words preprocessed = random.words<KoalaBear>(8 * kPreprocessedColumns);
  const Words scalars = random.words<KoalaBear>(3 * M::kDegree);
  const PermutationArguments arguments{{main.data(), 8, kMainColumns},
                                       {preprocessed.data(), 8, kPreprocessedColumns},
                                       test::read_valid<KoalaBear>(program),
                                       scalars.data()};
  cpu::ThreadPool pool(1);
  const std::atomic<bool> cancelled{false};
  const cpu::Kernels& kernels = *cpu::find_isa("scalar");
  int refused = 0;
  for (size_t budget = 0;; budget += 4096) {
    cpu::MemoryPool memory(budget);
    Columns columns;
    ZeroDenominator zero{};
    const Status status =
        evaluate({kernels, pool, 1, memory, cancelled}, ExtensionId::kKoalaBear4, arguments, columns, zero);
    CHECK(memory.used() == 0);
    if (status == Status::kOk) {
      const bool equal = columns == naive_permutation<M>(arguments);
      CHECK(equal);
      break;
    }
    REQUIRE(status == Status::kOutOfMemory);
    ++refused;
  }
  CHECK(refused > 10);
}

TEST_CASE("permutation columns are cancelled") {
  using M = KoalaBear4;
  Random random(54);
  const Words program = lookup_program<M>(random, 1);
  const Words main(8 * kMainColumns), preprocessed(8 * kPreprocessedColumns), scalars(3 * M::kDegree);
  const PermutationArguments arguments{{main.data(), 8, kMainColumns},
                                       {preprocessed.data(), 8, kPreprocessedColumns},
                                       test::read_valid<KoalaBear>(program),
                                       scalars.data()};
  cpu::ThreadPool pool(1);
  cpu::MemoryPool memory(size_t{1} << 30);
  const std::atomic<bool> cancelled{true};
  Columns columns;
  ZeroDenominator zero{};
  CHECK(evaluate({*cpu::find_isa("scalar"), pool, 1, memory, cancelled}, ExtensionId::kKoalaBear4, arguments,
                 columns, zero) == Status::kCancelled);
  CHECK(memory.used() == 0);
}
