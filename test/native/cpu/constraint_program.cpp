#include "device/kit/constraint_program.h"

#include "program_reference.h"

using namespace switchyard;
using device::Opcode;
using device::ProgramFault;
using test::ProgramWriter;
using test::Words;

namespace {

constexpr uint32_t kPrime = KoalaBear::kPrime;

ProgramWriter valid() {
  ProgramWriter w{kPrime, 3, 1, 8, 2, 0, 0, {}};
  w.add(Opcode::kLoadMain, 0, 2, 1);
  w.add(Opcode::kLoadPreprocessed, 1, 0, 0);
  w.add(Opcode::kLoadScalar, 2, 1);
  w.add(Opcode::kLoadSelector, 3, 2);
  w.add(Opcode::kLoadConstant, 4, kPrime - 1);
  w.add(Opcode::kMul, 0, 0, 1);
  w.add(Opcode::kNeg, 2, 2);
  w.add(Opcode::kSub, 0, 0, 3);
  w.add(Opcode::kAssertZero, 0, 0, 1);
  w.add(Opcode::kAssertZero, 0, 4, 0);
  w.add(Opcode::kLoadPermutation, 1, 7, 1);
  w.add(Opcode::kAssertZero, 3, 1, 1);
  return w;
}

// The fault of the words, which must have one.
ProgramFault fault(const Words& words, std::string* message = nullptr) {
  device::ConstraintProgram program;
  const auto error = device::read_program(words.data(), words.size(), FieldId::kKoalaBear, program);
  REQUIRE(error);
  CHECK(!error->message.empty());
  if (message != nullptr) *message = error->message;
  return error->fault;
}

Words with(size_t at, uint32_t word) {
  Words words = valid().words();
  words.at(at) = word;
  return words;
}

// valid() with one more instruction.
Words plus(Opcode opcode, uint32_t destination, uint32_t a, uint32_t b) {
  Words words = valid().words();
  words.insert(words.end(), {static_cast<uint32_t>(opcode) + 256 * destination, a, b});
  ++words[9];
  return words;
}

}  // namespace

TEST_CASE("a constraint program is read") {
  const Words words = valid().words();
  const device::ConstraintProgram program = test::read_valid<KoalaBear>(words);
  CHECK(program.main_columns == 3);
  CHECK(program.preprocessed_columns == 1);
  CHECK(program.permutation_columns == 8);
  CHECK(program.scalars == 2);
  CHECK(program.registers == 5);
  CHECK(program.constraints == 2);
  CHECK(program.assertions == 3);
  CHECK(program.coordinates == 4);
  CHECK(program.reads_selectors);
  REQUIRE(program.instructions == 12);
  CHECK(program[7].opcode == Opcode::kSub);
  CHECK(program[7].b == 3);
  const Words nothing = ProgramWriter{kPrime, 0, 0, 0, 0, 0, 0, {}}.words();
  const device::ConstraintProgram empty = test::read_valid<KoalaBear>(nothing);
  CHECK(empty.instructions == 0);
  CHECK(empty.coordinates == 0);
  CHECK_FALSE(empty.reads_selectors);
}

TEST_CASE("words that are no program are refused") {
  const Words words = valid().words();
  for (size_t length = 0; length < words.size(); ++length)
    CHECK(fault(Words(words.begin(), words.begin() + length)) == ProgramFault::kLength);
  CHECK(fault(with(0, 0)) == ProgramFault::kVersion);
  CHECK(fault(with(1, 1)) == ProgramFault::kVersion);
  CHECK(fault(with(2, BabyBear::kPrime)) == ProgramFault::kField);
  CHECK(fault(with(9, 13)) == ProgramFault::kLength);
  CHECK(fault(with(9, ~0u)) == ProgramFault::kLength);
  CHECK(fault(with(8, 3)) == ProgramFault::kConstraints);
  CHECK(fault(with(8, ~0u)) == ProgramFault::kConstraints);
}

TEST_CASE("instructions out of bounds are refused") {
  const auto refused = [](Opcode opcode, uint32_t destination, uint32_t a, uint32_t b) {
    CHECK(fault(plus(opcode, destination, a, b)) == ProgramFault::kInstruction);
  };
  refused(Opcode::kLoadMain, 0, 3, 0);
  refused(Opcode::kLoadMain, 0, 0, 2);
  refused(Opcode::kLoadMain, 5, 0, 0);  // a sixth register
  refused(Opcode::kLoadPreprocessed, 0, 1, 0);
  refused(Opcode::kLoadPermutation, 0, 8, 0);
  refused(Opcode::kLoadPermutation, 0, 0, 2);
  refused(Opcode::kLoadScalar, 0, 2, 0);
  refused(Opcode::kLoadScalar, 0, 0, 1);
  refused(Opcode::kLoadSelector, 0, 3, 0);
  refused(Opcode::kLoadConstant, 0, kPrime, 0);
  refused(Opcode::kAdd, 0, 0, 5);
  refused(Opcode::kSub, 0, ~0u, 0);
  refused(Opcode::kNeg, 0, 0, 1);
  refused(Opcode::kAssertZero, 0, 0, 1);  // again
  refused(Opcode::kAssertZero, 3, 0, 1);  // again
  refused(Opcode::kAssertZero, 0, 0, 2);
  refused(Opcode::kAssertZero, 5, 0, 0);  // a sixth coordinate
  refused(static_cast<Opcode>(11), 0, 0, 0);
  refused(static_cast<Opcode>(255), 0, 0, 0);
}

TEST_CASE("registers are written before they are read") {
  ProgramWriter w{kPrime, 1, 0, 0, 0, 0, 0, {}};
  w.add(Opcode::kLoadMain, 0, 0, 0);
  w.add(Opcode::kAdd, 1, 0, 2);
  w.add(Opcode::kLoadMain, 2, 0, 0);
  w.add(Opcode::kLoadMain, 2, 0, 0);
  std::string message;
  CHECK(fault(w.words(), &message) == ProgramFault::kInstruction);
  CHECK(message.find("instruction 1 ") == 0);
}

TEST_CASE("what the header says costs no memory") {
  Words words = valid().words();
  words[7] = ~0u;  // registers that no instruction names
  CHECK(test::read_valid<KoalaBear>(words).registers == 5);
  words.insert(words.end(), {static_cast<uint32_t>(Opcode::kLoadConstant) + 256 * 0xffffffu, 0, 0});
  ++words[9];
  CHECK(fault(words) == ProgramFault::kInstruction);
}
