// Constraint programs on their way to a card: lowered, cut, written as source; and the rows that they run on.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

#include "cpu/program_reference.h"
#include "cuda/program/source.h"
#include "cuda/runtime/nvrtc_compiler.h"
#include "device/kit/fault.h"

using namespace switchyard;
using namespace switchyard::cuda;
using test::Random;
using test::Words;

namespace {

// What a program reads on one row, in the order of ProgramMatrix.
template <class F>
struct Row {
  Words columns[kProgramMatrices][2];
  Words scalars;

  Row(Random& random, const device::ConstraintProgram& program) : scalars(random.words<F>(program.scalars)) {
    const uint32_t counts[] = {program.main_columns, program.preprocessed_columns,
                               program.permutation_columns, device::kSelectors};
    for (uint32_t m = 0; m < kProgramMatrices; ++m)
      for (Words& words : columns[m]) words = random.words<F>(counts[m]);
  }

  test::RowInputs<F> inputs() const {
    const auto both = [&](ProgramMatrix m) { return columns[m]; };
    return {{both(kMainMatrix)[0].data(), both(kMainMatrix)[1].data()},
            {both(kPreprocessedMatrix)[0].data(), both(kPreprocessedMatrix)[1].data()},
            {both(kPermutationMatrix)[0].data(), both(kPermutationMatrix)[1].data()},
            scalars.data(),
            {{columns[kSelectorMatrix][0][0]},
             {columns[kSelectorMatrix][0][1]},
             {columns[kSelectorMatrix][0][2]}}};
  }
};

// The asserted values of a part's steps. Slots hold nothing but what is loaded from `carried`, where the next
// part finds its own.
template <class F>
Words run_part(const LoweredProgram& program, const ProgramPart& part, const Row<F>& row, Words& carried) {
  using E = Element<F>;
  const Words uniforms = program.uniform_words(row.scalars.data());
  Words slots(program.slots, F::kPrime - 1);
  for (size_t k = 0; k < part.loads.size(); ++k) slots[part.loads[k]] = carried[k];
  Words asserted;
  const auto value = [&](uint32_t operand) {
    switch (operand_kind(operand)) {
      case OperandKind::kSlot:
        return E{slots[operand]};
      case OperandKind::kUniform:
        return E{uniforms[operand & kOperandIndexMask]};
      default:
        return E{row.columns[operand_matrix(operand)][operand_kind(operand) == OperandKind::kNextColumn]
                            [operand & kOperandColumnMask]};
    }
  };
  for (uint32_t s = part.first_step; s < part.end_step; ++s) {
    const Step& step = program.steps[s];
    const E a = value(step.a), b = value(step.b);
    const E result = step.kind == StepKind::kCopy       ? a
                     : step.kind == StepKind::kAdd      ? a + b
                     : step.kind == StepKind::kSubtract ? a - b
                                                        : a * b;
    (step.out == kAsserted ? asserted.emplace_back() : slots[step.out]) = result.value;
  }
  carried.clear();
  for (const uint32_t slot : part.stores) carried.push_back(slots[slot]);
  return asserted;
}

template <class M>
void check_program(Random& random, const test::ProgramShape& shape) {
  using F = typename M::Base;
  const Words words = test::random_program<F>(random, shape).words();
  const device::ConstraintProgram program = test::read_valid<F>(words);
  const LoweredProgram lowered = lower_program(program, test::field_id<F>());
  const Row<F> row(random, program);
  const std::vector<Extension<M>> expected = test::run_program<M>(program, row.inputs());
  REQUIRE(lowered.assertions.size() == program.assertions);
  for (const uint32_t part_steps : {1u, 2u, 7u, 50u, 100'000u}) {
    Words asserted, carried;
    const std::vector<ProgramPart> parts = cut_program(lowered, part_steps);
    for (const ProgramPart& part : parts) {
      CHECK(part.first_assertion == asserted.size());
      const Words more = run_part<F>(lowered, part, row, carried);
      asserted.insert(asserted.end(), more.begin(), more.end());
      CHECK(carried.size() <= carried_columns(parts));
    }
    CHECK(carried.empty());
    std::vector<Extension<M>> values(program.constraints, Extension<M>::zero());
    for (size_t k = 0; k < asserted.size(); ++k)
      values[lowered.assertions[k].constraint].c[lowered.assertions[k].coordinate].value = asserted[k];
    CHECK(values == expected);
  }
}

}  // namespace

TEST_CASE("lowered programs, whole and cut, assert what their definition says") {
  Random random(71);
  for (int i = 0; i < 60; ++i) {
    const auto below = [&](uint32_t bound) { return static_cast<uint32_t>(random.below(bound)); };
    const test::ProgramShape shape{
        1 + below(20), below(4),      below(9),      below(5),
        below(30),     1 + below(4u), below(2) == 1, 5 + static_cast<int>(below(300))};
    check_program<KoalaBear4>(random, shape);
    check_program<BabyBear4>(random, shape);
    check_program<KoalaBear5>(random, shape);
  }
}

TEST_CASE("steps do without what is constant, unused or only asserted") {
  using device::Opcode;
  test::ProgramWriter writer{KoalaBear::kPrime, 2, 0, 0, 1, 0, 0, {}};
  const uint32_t three = Element<KoalaBear>::from_canonical(3).value;
  writer.add(Opcode::kLoadConstant, 0, three);
  writer.add(Opcode::kMul, 0, 0, 0);
  writer.add(Opcode::kLoadScalar, 1, 0);
  writer.add(Opcode::kAdd, 1, 1, 0);
  writer.add(Opcode::kLoadMain, 2, 1, 1);
  writer.add(Opcode::kMul, 3, 2, 2);  // unused
  writer.add(Opcode::kMul, 2, 2, 1);
  writer.add(Opcode::kAssertZero, 0, 2, 0);
  const Words words = writer.words();
  const LoweredProgram lowered = lower_program(test::read_valid<KoalaBear>(words), FieldId::kKoalaBear);
  REQUIRE(lowered.steps.size() == 1);
  CHECK(lowered.steps[0].kind == StepKind::kMultiply);
  CHECK(lowered.steps[0].out == kAsserted);
  CHECK(operand_kind(lowered.steps[0].a) == OperandKind::kNextColumn);
  const uint32_t scalar = Element<KoalaBear>::from_canonical(1).value;
  CHECK(lowered.uniform_words(&scalar)[lowered.steps[0].b & kOperandIndexMask] ==
        Element<KoalaBear>::from_canonical(10).value);
}

TEST_CASE("indices of a quotient domain are its rows, in whole runs, and rows have their next ones") {
  for (int log_rows = 0; log_rows <= 12; ++log_rows) {
    for (int log_chunks = 0; log_chunks <= 3; ++log_chunks) {
      const QuotientDomain domain{log_rows, log_chunks};
      const int log_points = log_rows + log_chunks;
      const auto points = static_cast<uint32_t>(domain.points());
      std::vector<bool> is_there(points, false);
      for (uint32_t i = 0; i < points; ++i) {
        const uint32_t row = domain.row_at(i);
        REQUIRE(row < points);
        CHECK_FALSE(is_there[row]);
        is_there[row] = true;
        if (points >= 32) CHECK(row % 32 == i % 32);
        // The point of a row is s g^natural; h = g^(2^log_chunks).
        const uint32_t natural = QuotientDomain::reversed(row, log_points);
        const uint32_t next = (natural + (1u << log_chunks)) % points;
        CHECK(domain.next_of(row) == QuotientDomain::reversed(next, log_points));
        CHECK(domain.chunk_of(row) == natural % (1u << log_chunks));
        CHECK(domain.natural_of(row) == natural >> log_chunks);
      }
    }
  }
}

TEST_CASE("tiles of a quotient domain write whole sectors of the chunks") {
  const QuotientDomain domain{11, 1};
  for (uint32_t tile = 0; tile < domain.points(); tile += 256) {
    std::vector<uint32_t> written;
    for (uint32_t i = 0; i < 256; ++i) written.push_back(domain.natural_of(domain.row_at(tile + i)));
    std::sort(written.begin(), written.end());
    for (uint32_t i = 0; i < 256; ++i) {
      CHECK(written[i] % 8 == i % 8);
      CHECK(written[i] / 8 == written[i / 8 * 8] / 8);
    }
  }
}

TEST_CASE("sums of the largest products stay below their bound") {
  ProductSum<KoalaBear> sum{};
  Element<KoalaBear> expected{0};
  const Element<KoalaBear> largest{KoalaBear::kPrime - 1};
  for (int i = 0; i < 1000; ++i) {
    sum.add(largest.value, largest.value);
    expected = expected + largest * largest;
    CHECK((sum.value >> 32) < KoalaBear::kPrime);
  }
  CHECK(sum.reduced() == expected);
}

// Where there is an NVRTC, which needs no card.
TEST_CASE("generated kernels compile for cards") {
  if (nvrtc_version().empty()) return;
  Random random(72);
  const std::atomic<bool> cancelled{false};
  const Words words = test::random_program<KoalaBear>(random, {9, 2, 8, 3, 12, 4, true, 150}).words();
  const LoweredProgram lowered = lower_program(test::read_valid<KoalaBear>(words), FieldId::kKoalaBear);
  const std::vector<ProgramPart> parts = cut_program(lowered, 10);
  REQUIRE(parts.size() > 1);
  for (const uint32_t architecture : {80u, 90u, 120u, 999u}) {
    std::string reason;
    const auto compiler = new_nvrtc_compiler(architecture, reason);
    REQUIRE(compiler != nullptr);
    for (const std::string& frame :
         {quotient_frame_name(ExtensionId::kKoalaBear4), quotient_frame_name(ExtensionId::kKoalaBear5),
          values_frame_name(FieldId::kKoalaBear)})
      CHECK_FALSE(compiler->compile(kernel_source(lowered, parts[1], frame), cancelled).empty());
    CHECK_THROWS_AS(compiler->compile("no source", cancelled), device::Fault);
  }
}
