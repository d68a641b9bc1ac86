#include "cpu/constraint_program.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <vector>

#include "cpu/field_prime.h"

namespace switchyard::cpu {
namespace {

constexpr uint32_t kMagic = 0x50435953;
constexpr uint32_t kVersion = 1;
constexpr size_t kHeaderWords = 9;
constexpr size_t kInstructionWords = 3;

__attribute__((format(printf, 2, 3))) ProgramError error(ProgramFault fault, const char* format, ...) {
  char message[160];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  return {fault, message};
}

// Follows the instructions in order, knowing what has been written and asserted before.
class Checker {
 public:
  Checker(const ConstraintProgram& program, uint32_t declared_registers)
      : program_(program),
        declared_registers_(declared_registers),
        written_(std::min(declared_registers, program.instructions)),
        asserted_(program.constraints) {}

  // What is wrong with the next instruction, or null.
  const char* check(const Instruction& i) {
    const char* reason = check_operands(i);
    if (reason != nullptr) return reason;
    if (i.opcode == Opcode::kAssertZero) {
      asserted_[i.b] = true;
      ++assertions_;
      return nullptr;
    }
    if (i.destination >= declared_registers_) return "writes a register past the last";
    // Registers may be numbered with gaps; those past the number of instructions are too far apart.
    if (i.destination >= written_.size()) return "writes a register that is numbered too high";
    written_[i.destination] = true;
    registers_ = std::max(registers_, i.destination + 1);
    return nullptr;
  }

  uint32_t assertions() const { return assertions_; }
  uint32_t registers() const { return registers_; }

 private:
  const char* check_operands(const Instruction& i) const {
    switch (i.opcode) {
      case Opcode::kLoadMain:
        return check_column(i, program_.main_columns);
      case Opcode::kLoadPreprocessed:
        return check_column(i, program_.preprocessed_columns);
      case Opcode::kLoadPublic:
        return i.a >= program_.public_values ? "reads a public value past the last" : check_no_b(i);
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
    if (i.destination != 0) return "asserts and has a destination";
    if (i.b >= program_.constraints) return "asserts a constraint past the last";
    return asserted_[i.b] ? "asserts a constraint again" : nullptr;
  }
  static const char* check_no_b(const Instruction& i) { return i.b == 0 ? nullptr : "has a second operand"; }
  bool written(uint32_t r) const { return r < written_.size() && written_[r]; }

  static constexpr const char* kUnwritten = "reads a register that has not been written";

  const ConstraintProgram& program_;
  const uint32_t declared_registers_;
  std::vector<bool> written_;
  std::vector<bool> asserted_;
  uint32_t assertions_ = 0;
  uint32_t registers_ = 0;
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
  if (count != kHeaderWords + kInstructionWords * uint64_t{words[8]})
    return error(ProgramFault::kLength, "%zu words, but the header says %u instructions", count, words[8]);
  if (words[7] > words[8])
    return error(ProgramFault::kConstraints, "%u constraints in %u instructions", words[7], words[8]);

  program = {words[2], words[3], words[4], words[5], 0, words[7], words[8], words + kHeaderWords};
  Checker checker(program, words[6]);
  for (uint32_t i = 0; i < program.instructions; ++i) {
    const Instruction instruction = program[i];
    const char* reason = checker.check(instruction);
    if (reason != nullptr)
      return error(ProgramFault::kInstruction, "instruction %u (opcode %u, destination %u, a %u, b %u) %s", i,
                   static_cast<uint32_t>(instruction.opcode), instruction.destination, instruction.a,
                   instruction.b, reason);
  }
  program.registers = checker.registers();
  if (checker.assertions() != program.constraints)
    return error(ProgramFault::kConstraints, "%u of %u constraints are asserted", checker.assertions(),
                 program.constraints);
  return std::nullopt;
}

}  // namespace switchyard::cpu
