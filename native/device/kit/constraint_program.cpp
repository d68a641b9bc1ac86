#include "device/kit/constraint_program.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <vector>

#include "math/extension_id.h"
#include "math/field_prime.h"

namespace switchyard::device {
namespace {

constexpr uint32_t kMagic = 0x50435953;
constexpr uint32_t kVersion = 2;
constexpr size_t kHeaderWords = 10;
constexpr size_t kInstructionWords = 3;

__attribute__((format(printf, 2, 3))) ProgramError error(ProgramFault fault, const char* format, ...) {
  char message[160];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  return {fault, message};
}

// Follows the instructions in order, knowing what has been written and asserted before, and fills in what the
// program says of itself by them.
class Checker {
 public:
  Checker(ConstraintProgram& program, uint32_t declared_registers)
      : program_(program),
        declared_registers_(declared_registers),
        written_(std::min(declared_registers, program.instructions)),
        asserted_(program.constraints) {}

  // What is wrong with the next instruction, or null.
  const char* check(const Instruction& i) {
    const char* reason = check_operands(i);
    if (reason != nullptr) return reason;
    if (i.opcode == Opcode::kAssertZero) {
      if (asserted_[i.b] == 0) ++asserted_constraints_;
      asserted_[i.b] |= bit(i.destination);
      ++program_.assertions;
      program_.coordinates = std::max(program_.coordinates, i.destination + 1);
      return nullptr;
    }
    if (i.opcode == Opcode::kLoadSelector) program_.reads_selectors = true;
    if (i.destination >= declared_registers_) return "writes a register past the last";
    // Registers may be numbered with gaps; those past the number of instructions are too far apart.
    if (i.destination >= written_.size()) return "writes a register that is numbered too high";
    written_[i.destination] = true;
    program_.registers = std::max(program_.registers, i.destination + 1);
    return nullptr;
  }

  // Constraints of which a coordinate has been asserted.
  uint32_t asserted_constraints() const { return asserted_constraints_; }

 private:
  const char* check_operands(const Instruction& i) const {
    switch (i.opcode) {
      case Opcode::kLoadMain:
        return check_column(i, program_.main_columns);
      case Opcode::kLoadPreprocessed:
        return check_column(i, program_.preprocessed_columns);
      case Opcode::kLoadPermutation:
        return check_column(i, program_.permutation_columns);
      case Opcode::kLoadScalar:
        return i.a >= program_.scalars ? "reads a scalar past the last" : check_no_b(i);
      case Opcode::kLoadSelector:
        return i.a >= kSelectors ? "reads an unknown selector" : check_no_b(i);
      case Opcode::kLoadConstant:
        return i.a >= program_.prime ? "loads a constant that is not below p" : check_no_b(i);
      case Opcode::kAdd:
      case Opcode::kSub:
      case Opcode::kMul:
        return written(i.a) && written(i.b) ? nullptr : kUnwritten;
      case Opcode::kNeg:
        return written(i.a) ? check_no_b(i) : kUnwritten;
      case Opcode::kAssertZero:
        return check_assertion(i);
    }
    return "has an unknown opcode";
  }
  static const char* check_column(const Instruction& i, uint32_t columns) {
    if (i.a >= columns) return "reads a column past the last";
    return i.b < 2 ? nullptr : "reads a row other than this and the next";
  }
  const char* check_assertion(const Instruction& i) const {
    if (!written(i.a)) return kUnwritten;
    if (i.destination >= kMostDegree) return "asserts a coordinate past the last";
    if (i.b >= program_.constraints) return "asserts a constraint past the last";
    return asserted_[i.b] & bit(i.destination) ? "asserts a coordinate again" : nullptr;
  }
  static uint8_t bit(uint32_t coordinate) { return static_cast<uint8_t>(1 << coordinate); }
  static const char* check_no_b(const Instruction& i) { return i.b == 0 ? nullptr : "has a second operand"; }
  bool written(uint32_t r) const { return r < written_.size() && written_[r]; }

  static constexpr const char* kUnwritten = "reads a register that has not been written";

  ConstraintProgram& program_;
  const uint32_t declared_registers_;
  std::vector<bool> written_;
  std::vector<uint8_t> asserted_;  // by constraint: a bit for each coordinate
  uint32_t asserted_constraints_ = 0;
};

}  // namespace

std::optional<ProgramError> read_program(const uint32_t* words, size_t count, FieldId field,
                                         ConstraintProgram& program) {
  if (count < kHeaderWords)
    return error(ProgramFault::kLength, "%zu words, less than a header of %zu", count, kHeaderWords);
  if (words[0] != kMagic || words[1] != kVersion)
    return error(ProgramFault::kVersion, "magic %#x and version %u, not %#x and %u", words[0], words[1],
                 kMagic, kVersion);
  if (words[2] != prime_of(field))
    return error(ProgramFault::kField, "p = %#x, but the field has p = %#x", words[2], prime_of(field));
  if (count != kHeaderWords + kInstructionWords * uint64_t{words[9]})
    return error(ProgramFault::kLength, "%zu words, but the header says %u instructions", count, words[9]);
  if (words[8] > words[9])
    return error(ProgramFault::kConstraints, "%u constraints in %u instructions", words[8], words[9]);

  program = {};
  program.prime = words[2];
  program.main_columns = words[3];
  program.preprocessed_columns = words[4];
  program.permutation_columns = words[5];
  program.scalars = words[6];
  program.constraints = words[8];
  program.instructions = words[9];
  program.words = words + kHeaderWords;
  Checker checker(program, words[7]);
  for (uint32_t i = 0; i < program.instructions; ++i) {
    const Instruction instruction = program[i];
    const char* reason = checker.check(instruction);
    if (reason != nullptr)
      return error(ProgramFault::kInstruction, "instruction %u (opcode %u, destination %u, a %u, b %u) %s", i,
                   static_cast<uint32_t>(instruction.opcode), instruction.destination, instruction.a,
                   instruction.b, reason);
  }
  if (checker.asserted_constraints() != program.constraints)
    return error(ProgramFault::kConstraints, "%u of %u constraints are asserted",
                 checker.asserted_constraints(), program.constraints);
  return std::nullopt;
}

}  // namespace switchyard::device
