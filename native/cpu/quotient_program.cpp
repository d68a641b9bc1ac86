#include "cpu/quotient_program.h"

#include <algorithm>

#include "math/element.h"

namespace switchyard::cpu {
namespace {

constexpr uint32_t kNoTile = ~0u;
constexpr uint32_t kNoStep = ~0u;

// A value: a slot by its offset in words, or a word that is the same for all rows.
struct Operand {
  uint32_t is_uniform;
  uint32_t at;  // offset, or Montgomery word
};

// What a register holds, and which instruction and which step wrote it.
struct Register {
  Operand operand;
  uint32_t writer;
  uint32_t step;  // kNoStep where it took none
};

struct Tiling {
  size_t columns;
  size_t tiles() const { return (columns + kTileColumns - 1) / kTileColumns; }
  // The last tile reaches back over the one before, so that it reads whole vectors.
  size_t first_of(size_t tile) const {
    return std::min(tile * kTileColumns, columns > kTileColumns ? columns - kTileColumns : 0);
  }
};

template <class T>
T* as(Buffer& buffer) {
  return reinterpret_cast<T*>(buffer.data());
}
template <class T>
bool reserve(MemoryPool& memory, size_t count, Buffer& buffer) {
  buffer = Buffer::allocate(memory, std::max<size_t>(count, 1) * (sizeof(T) / sizeof(uint32_t)));
  return static_cast<bool>(buffer);
}

template <class F>
class Lowering {
 public:
  using E = Element<F>;

  Lowering(const ConstraintProgram& program, const uint32_t* public_values, LoweredProgram& lowered)
      : program_(program),
        public_values_(public_values),
        lowered_(lowered),
        tilings_{{program.main_columns}, {program.preprocessed_columns}} {}

  bool run(MemoryPool& memory) {
    const size_t tiles = 2 * (tilings_[0].tiles() + tilings_[1].tiles());
    const size_t n = program_.instructions;
    // At most one step for an instruction, and the tiles, the folds and the end.
    const size_t steps = n + tiles + program_.constraints / kFoldBatch + 2;
    if (!reserve<QuotientStep>(memory, steps, lowered_.steps) ||
        !reserve<Uniform>(memory, n, lowered_.uniforms) || !reserve<Tile>(memory, tiles, lowered_.tiles) ||
        !reserve<uint32_t>(memory, program_.constraints, lowered_.order) ||
        !reserve<uint32_t>(memory, tiles, tile_slots_) ||
        !reserve<Register>(memory, program_.registers, registers_) || !reserve<uint32_t>(memory, n, uses_) ||
        !place_slots(tiles))
      return false;
    std::fill_n(tile_slots_.data(), tiles, kNoTile);
    count_uses();
    for (uint32_t i = 0; i < n; ++i) lower(i);
    fold();
    emit(QuotientOp::kEnd, 0, 0, 0);
    lowered_.slot_words = next_tile_slot_;
    return true;
  }

 private:
  // Slots in order: registers, constraints, selectors, tiles. False where offsets would not fit 32 bits.
  bool place_slots(size_t tiles) {
    const size_t fixed = size_t{program_.registers} + kFoldBatch + kSelectors;
    if ((fixed + tiles * kTileColumns) * kQuotientBlock > UINT32_MAX) return false;
    lowered_.constraint_slots = program_.registers * kQuotientBlock;
    lowered_.selector_slots = lowered_.constraint_slots + kFoldBatch * kQuotientBlock;
    next_tile_slot_ = static_cast<uint32_t>(fixed * kQuotientBlock);
    lowered_.tile_count = 0;
    for (bool& read : lowered_.selectors) read = false;
    return true;
  }

  // uses_[i] = how often the value of instruction i is read.
  void count_uses() {
    uint32_t* uses = uses_.data();
    std::fill_n(uses, program_.instructions, 0);
    const Register* registers = as<Register>(registers_);
    const auto read = [&](uint32_t r) { ++uses[registers[r].writer]; };
    for (uint32_t i = 0; i < program_.instructions; ++i) {
      const Instruction in = program_[i];
      if (in.opcode >= Opcode::kAdd) read(in.a);
      if (in.opcode >= Opcode::kAdd && in.opcode <= Opcode::kMul) read(in.b);
      if (in.opcode != Opcode::kAssertZero) as<Register>(registers_)[in.destination].writer = i;
    }
  }

  void lower(uint32_t i) {
    const Instruction in = program_[i];
    switch (in.opcode) {
      case Opcode::kLoadMain:
        return write(in, i, column(0, in.a, in.b));
      case Opcode::kLoadPreprocessed:
        return write(in, i, column(1, in.a, in.b));
      case Opcode::kLoadPublic:
        return write(in, i, {1, public_values_[in.a]});
      case Opcode::kLoadSelector:
        lowered_.selectors[in.a] = true;
        return write(in, i, slot(lowered_.selector_slots + in.a * kQuotientBlock));
      case Opcode::kLoadConstant:
        return write(in, i, {1, in.a});
      case Opcode::kAdd:
      case Opcode::kSub:
      case Opcode::kMul:
        return write(in, i, arithmetic(in.opcode, value(in.a), value(in.b), own_slot(in)));
      case Opcode::kNeg:
        return write(in, i, arithmetic(Opcode::kSub, {1, 0}, value(in.a), own_slot(in)));
      case Opcode::kAssertZero:
        return assert_zero(in);
    }
  }

  static Operand slot(uint32_t offset) { return {0, offset}; }
  static uint32_t own_slot(const Instruction& in) { return in.destination * kQuotientBlock; }
  Operand value(uint32_t r) { return as<Register>(registers_)[r].operand; }
  void write(const Instruction& in, uint32_t i, Operand operand) {
    const bool computed = in.opcode >= Opcode::kAdd && !operand.is_uniform;
    as<Register>(registers_)[in.destination] = {operand, i, computed ? steps_ - 1 : kNoStep};
  }

  Operand column(uint32_t matrix, uint32_t index, uint32_t next) {
    const Tiling& tiling = tilings_[matrix];
    const size_t tile = index / kTileColumns;
    const size_t before = matrix == 0 ? 0 : 2 * tilings_[0].tiles();
    uint32_t& out = tile_slots_.data()[before + next * tiling.tiles() + tile];
    const uint32_t first = static_cast<uint32_t>(tiling.first_of(tile));
    if (out == kNoTile) {
      out = next_tile_slot_;
      next_tile_slot_ += kTileColumns * kQuotientBlock;
      as<Tile>(lowered_.tiles)[lowered_.tile_count] = {matrix, next, first, out};
      emit(QuotientOp::kTile, 0, lowered_.tile_count++, 0);
    }
    return slot(out + (index - first) * kQuotientBlock);
  }

  // Emits what computes the operation, if anything, into the slot `out`.
  Operand arithmetic(Opcode opcode, Operand a, Operand b, uint32_t out) {
    if (a.is_uniform && b.is_uniform) return {1, of_uniforms(opcode, E{a.at}, E{b.at}).value};
    if (opcode == Opcode::kSub && a.is_uniform) {
      emit(QuotientOp::kUniformMinus, out, b.at, uniform(a.at));
    } else if (opcode == Opcode::kSub && b.is_uniform) {
      emit(QuotientOp::kAddUniform, out, a.at, uniform((-E{b.at}).value));
    } else if (a.is_uniform || b.is_uniform) {
      const uint32_t word = a.is_uniform ? a.at : b.at;
      const uint32_t x = a.is_uniform ? b.at : a.at;
      if (opcode == Opcode::kMul && word == twice(E::one()).value)
        emit(QuotientOp::kAdd, out, x, x);
      else
        emit(opcode == Opcode::kMul ? QuotientOp::kMulUniform : QuotientOp::kAddUniform, out, x,
             uniform(word));
    } else {
      const QuotientOp op = opcode == Opcode::kAdd   ? QuotientOp::kAdd
                            : opcode == Opcode::kSub ? QuotientOp::kSub
                                                     : QuotientOp::kMul;
      emit(op, out, a.at, b.at);
    }
    return slot(out);
  }
  static E of_uniforms(Opcode opcode, E a, E b) {
    return opcode == Opcode::kAdd ? a + b : opcode == Opcode::kSub ? a - b : a * b;
  }

  void assert_zero(const Instruction& in) {
    const auto& [operand, writer, step] = as<Register>(registers_)[in.a];
    const uint32_t out = lowered_.constraint_slots + pending_ * kQuotientBlock;
    // Before the last fold, the slot belonged to another constraint.
    const bool only_asserted = step != kNoStep && uses_.data()[writer] == 1;
    if (only_asserted && step >= unfolded_)
      as<QuotientStep>(lowered_.steps)[step].out = out;
    else if (operand.is_uniform)
      emit(QuotientOp::kFill, out, 0, uniform(operand.at));
    else
      emit(QuotientOp::kCopy, out, operand.at, 0);
    lowered_.order.data()[asserted_++] = in.b;
    if (++pending_ == kFoldBatch) fold();
  }

  void fold() {
    if (pending_ == 0) return;
    emit(QuotientOp::kFold, 0, lowered_.constraint_slots, (pending_ + kFoldGroup - 1) / kFoldGroup);
    pending_ = 0;
    unfolded_ = steps_;
  }

  uint32_t uniform(uint32_t word) {
    as<Uniform>(lowered_.uniforms)[uniforms_] = {word, word * F::kPrimeInverse};
    return uniforms_++;
  }
  void emit(QuotientOp op, uint32_t out, uint32_t a, uint32_t b) {
    as<QuotientStep>(lowered_.steps)[steps_++] = {op, out, a, b};
  }

  const ConstraintProgram& program_;
  const uint32_t* const public_values_;
  LoweredProgram& lowered_;
  const Tiling tilings_[2];
  Buffer tile_slots_;  // main this row, main next, preprocessed this row, preprocessed next
  Buffer registers_;
  Buffer uses_;
  uint32_t steps_ = 0;
  uint32_t unfolded_ = 0;  // the first step after the last fold
  uint32_t uniforms_ = 0;
  uint32_t pending_ = 0;   // constraints in slots
  uint32_t asserted_ = 0;  // constraints so far
  uint32_t next_tile_slot_ = 0;
};

}  // namespace

bool lower_program(MemoryPool& memory, const ConstraintProgram& program, FieldId field,
                   const uint32_t* public_values, LoweredProgram& lowered) {
  return field == FieldId::kKoalaBear ? Lowering<KoalaBear>(program, public_values, lowered).run(memory)
                                      : Lowering<BabyBear>(program, public_values, lowered).run(memory);
}

}  // namespace switchyard::cpu
