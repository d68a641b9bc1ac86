#include "cuda/program/lowering.h"

#include <unordered_map>

#include "math/element.h"
#include "math/field_dispatch.h"

namespace switchyard::cuda {
namespace {

using device::ConstraintProgram;
using device::Instruction;
using device::Opcode;

constexpr uint32_t kNone = ~0u;

// From how many uses on a column that a program loads is kept in a slot: below, reading it again costs less
// than writing it to a slot and reading that.
constexpr uint32_t kKeptUses = 3;

uint32_t of_words(FieldId field, Opcode opcode, uint32_t a, uint32_t b) {
  return with_field(field, [&]<class F>(F) {
    const Element<F> x{a}, y{b};
    return (opcode == Opcode::kAdd ? x + y : opcode == Opcode::kSub ? x - y : x * y).value;
  });
}

// Which instructions the operands of each come from, how often each one's value is used, and whether that is
// of any consequence.
class Uses {
 public:
  explicit Uses(const ConstraintProgram& program)
      : program_(program),
        a_(program.instructions, kNone),
        b_(program.instructions, kNone),
        counts_(program.instructions, 0) {
    find_operands();
    for (uint32_t i = program.instructions; i-- > 0;) {
      if (!is_needed(i)) continue;
      if (a_[i] != kNone) ++counts_[a_[i]];
      if (b_[i] != kNone) ++counts_[b_[i]];
    }
  }

  uint32_t a(uint32_t i) const { return a_[i]; }
  uint32_t b(uint32_t i) const { return b_[i]; }
  uint32_t count(uint32_t i) const { return counts_[i]; }
  bool is_needed(uint32_t i) const { return program_[i].opcode == Opcode::kAssertZero || counts_[i] > 0; }

 private:
  void find_operands() {
    std::vector<uint32_t> writers(program_.registers, kNone);
    for (uint32_t i = 0; i < program_.instructions; ++i) {
      const Instruction in = program_[i];
      if (in.opcode >= Opcode::kAdd && in.opcode <= Opcode::kAssertZero) a_[i] = writers[in.a];
      if (in.opcode >= Opcode::kAdd && in.opcode <= Opcode::kMul) b_[i] = writers[in.b];
      if (in.opcode != Opcode::kAssertZero) writers[in.destination] = i;
    }
  }

  const ConstraintProgram& program_;
  std::vector<uint32_t> a_, b_, counts_;
};

class Lowering {
 public:
  Lowering(const ConstraintProgram& program, FieldId field)
      : program_(program), uses_(program), values_(program.instructions, kNone), left_(program.instructions) {
    lowered_.field = field;
    two_ = with_field(field, []<class F>(F) { return twice(Element<F>::one()).value; });
    for (uint32_t i = 0; i < program.instructions; ++i) left_[i] = uses_.count(i);
  }

  LoweredProgram run() {
    for (uint32_t i = 0; i < program_.instructions; ++i)
      if (uses_.is_needed(i)) lower(i);
    lowered_.slots = slots_ == 0 ? 1 : slots_;
    return std::move(lowered_);
  }

 private:
  void lower(uint32_t i) {
    const Instruction in = program_[i];
    switch (in.opcode) {
      case Opcode::kLoadMain:
        return load_column(i, kMainMatrix, in);
      case Opcode::kLoadPreprocessed:
        return load_column(i, kPreprocessedMatrix, in);
      case Opcode::kLoadPermutation:
        return load_column(i, kPermutationMatrix, in);
      case Opcode::kLoadSelector:
        lowered_.selectors[in.a] = true;
        return load_column(i, kSelectorMatrix, {in.opcode, 0, in.a, 0});
      case Opcode::kLoadConstant:
      case Opcode::kLoadScalar:
        values_[i] = uniform(in.opcode, in.a, 0);
        return;
      case Opcode::kAssertZero:
        return assert_zero(i, in);
      case Opcode::kNeg:
        return compute(i, Opcode::kSub, uniform(Opcode::kLoadConstant, 0, 0), values_[uses_.a(i)]);
      default:
        return compute(i, in.opcode, values_[uses_.a(i)], values_[uses_.b(i)]);
    }
  }

  void load_column(uint32_t i, ProgramMatrix matrix, const Instruction& in) {
    const uint32_t column = make_operand(in.b == 0 ? OperandKind::kColumn : OperandKind::kNextColumn,
                                         uint32_t{matrix} << kOperandMatrixShift | in.a);
    if (uses_.count(i) < kKeptUses)
      values_[i] = column;
    else
      emit(i, StepKind::kCopy, column, column);
  }

  void compute(uint32_t i, Opcode opcode, uint32_t a, uint32_t b) {
    if (operand_kind(a) == OperandKind::kUniform && operand_kind(b) == OperandKind::kUniform) {
      values_[i] = uniform(opcode, a & kOperandIndexMask, b & kOperandIndexMask);
      return;
    }
    // Operands that die leave their slots to the result.
    release(uses_.a(i));
    release(uses_.b(i));
    if (opcode == Opcode::kMul && is_two(b)) return emit(i, StepKind::kAdd, a, a);
    if (opcode == Opcode::kMul && is_two(a)) return emit(i, StepKind::kAdd, b, b);
    emit(i,
         opcode == Opcode::kAdd   ? StepKind::kAdd
         : opcode == Opcode::kSub ? StepKind::kSubtract
                                  : StepKind::kMultiply,
         a, b);
  }

  // Doubling is an addition.
  bool is_two(uint32_t operand) const {
    if (operand_kind(operand) != OperandKind::kUniform) return false;
    const Uniform& uniform = lowered_.uniforms[operand & kOperandIndexMask];
    return uniform.is_constant() && uniform.a == two_;
  }

  // A value that is computed for this alone has been asserted when it was computed.
  void assert_zero(uint32_t i, const Instruction& in) {
    const uint32_t value = values_[uses_.a(i)];
    if (value == kAsserted) return;
    release(uses_.a(i));
    lowered_.steps.push_back({StepKind::kCopy, kAsserted, value, value});
    lowered_.assertions.push_back({in.b, in.destination});
  }

  void emit(uint32_t i, StepKind kind, uint32_t a, uint32_t b) {
    uint32_t out = kAsserted;
    if (const uint32_t assertion = only_assertion(i); assertion != kNone) {
      lowered_.assertions.push_back({program_[assertion].b, program_[assertion].destination});
      values_[i] = kAsserted;
    } else {
      if (free_.empty()) free_.push_back(slots_++);
      out = free_.back();
      free_.pop_back();
      values_[i] = make_operand(OperandKind::kSlot, out);
    }
    lowered_.steps.push_back({kind, out, a, b});
  }

  // The instruction that asserts the value of i, where nothing else uses it.
  uint32_t only_assertion(uint32_t i) {
    if (uses_.count(i) != 1) return kNone;
    if (assertions_of_.empty())
      for (uint32_t k = 0; k < program_.instructions; ++k)
        if (program_[k].opcode == Opcode::kAssertZero) assertions_of_[uses_.a(k)] = k;
    const auto found = assertions_of_.find(i);
    return found == assertions_of_.end() ? kNone : found->second;
  }

  void release(uint32_t i) {
    if (i == kNone || operand_kind(values_[i]) != OperandKind::kSlot) return;
    if (--left_[i] == 0) free_.push_back(values_[i]);
  }

  uint32_t uniform(Opcode opcode, uint32_t a, uint32_t b) {
    auto& all = lowered_.uniforms;
    if (opcode != Opcode::kLoadConstant && opcode != Opcode::kLoadScalar && all[a].is_constant() &&
        all[b].is_constant())
      return uniform(Opcode::kLoadConstant, of_words(lowered_.field, opcode, all[a].a, all[b].a), 0);
    if (opcode == Opcode::kLoadConstant || opcode == Opcode::kLoadScalar) {
      const uint64_t key = uint64_t{static_cast<uint32_t>(opcode)} << 32 | a;
      const auto [place, is_new] = leaves_.try_emplace(key, static_cast<uint32_t>(all.size()));
      if (!is_new) return make_operand(OperandKind::kUniform, place->second);
    }
    all.push_back({opcode, a, b});
    return make_operand(OperandKind::kUniform, static_cast<uint32_t>(all.size() - 1));
  }

  const ConstraintProgram& program_;
  const Uses uses_;
  LoweredProgram lowered_{};
  std::vector<uint32_t> values_;  // by instruction: an operand, or kAsserted
  std::vector<uint32_t> left_;    // uses to come, by instruction
  std::vector<uint32_t> free_;    // slots
  std::unordered_map<uint64_t, uint32_t> leaves_;
  std::unordered_map<uint32_t, uint32_t> assertions_of_;  // by the instruction whose value is asserted
  uint32_t slots_ = 0;
  uint32_t two_;
};

}  // namespace

std::vector<uint32_t> LoweredProgram::uniform_words(const uint32_t* scalars) const {
  std::vector<uint32_t> words;
  words.reserve(uniforms.size());
  for (const auto& [opcode, a, b] : uniforms)
    words.push_back(opcode == Opcode::kLoadConstant ? a
                    : opcode == Opcode::kLoadScalar ? scalars[a]
                                                    : of_words(field, opcode, words[a], words[b]));
  return words;
}

LoweredProgram lower_program(const ConstraintProgram& program, FieldId field) {
  return Lowering(program, field).run();
}

}  // namespace switchyard::cuda
