#include "cpu/program_lowering.h"

#include <algorithm>
#include <utility>

#include "math/element.h"

namespace switchyard::cpu {
namespace {

// A value: a Montgomery word that is the same for all rows, or the operand of nodes.
struct Value {
  bool is_uniform;
  uint32_t word;
  NodeOperand operand;
  bool used_once;
};

// What a register holds, and which instruction wrote it.
struct Register {
  Value value;
  uint32_t writer;
};

struct Tiling {
  size_t columns;
  size_t tiles() const { return (columns + kTileColumns - 1) / kTileColumns; }
  // The last tile reaches back over the one before, so that it reads whole vectors.
  size_t first_of(size_t tile) const {
    return std::min(tile * kTileColumns, columns > kTileColumns ? columns - kTileColumns : 0);
  }
};

constexpr uint32_t kNoUniform = ~0u;
constexpr uint32_t kRecentUniforms = 256;  // a power of two

template <class F>
class Lowering {
 public:
  using E = Element<F>;

  Lowering(const ConstraintProgram& program, const uint32_t* scalars, Sink sink, LoweredProgram& lowered)
      : program_(program),
        scalars_(scalars),
        sink_(sink),
        lowered_(lowered),
        tilings_{{program.main_columns}, {program.preprocessed_columns}, {program.permutation_columns}} {}

  bool run(MemoryPool& memory) {
    const size_t tiles = tiles_before(kProgramMatrices);
    const size_t n = program_.instructions;
    if (!reserve<Node>(memory, n, nodes_) || !reserve<Tile>(memory, tiles, tiles_) ||
        !reserve<uint32_t>(memory, tiles, tile_numbers_) ||
        !reserve<Register>(memory, program_.registers, registers_) || !reserve<uint32_t>(memory, n, uses_) ||
        !reserve<Uniform>(memory, n, lowered_.uniforms))
      return false;
    // Slots in order: asserted values, selectors, tiles, registers. Offsets must fit 32 bits.
    const uint32_t asserted = asserted_slots_of(sink_, program_.assertions);
    if ((asserted + kSelectors + tiles * kTileColumns + n) * kProgramBlock > UINT32_MAX) return false;
    lowered_.asserted_slots = 0;
    lowered_.selector_slots = asserted * kProgramBlock;
    first_tile_ = lowered_.selector_slots + kSelectors * kProgramBlock;
    std::fill_n(lowered_.selectors, kSelectors, false);
    std::fill_n(tile_numbers_.data(), tiles, kNoTile);
    std::fill_n(recent_, kRecentUniforms, kNoUniform);
    count_uses();
    for (uint32_t i = 0; i < n; ++i) lower(i);

    const uint32_t registers = slot_of_tile(lowered_.tile_count);
    const ScheduleInput input{.nodes = as<Node>(nodes_),
                              .count = node_count_,
                              .tiles = as<Tile>(tiles_),
                              .tile_count = lowered_.tile_count,
                              .assertions = program_.assertions,
                              .sink = sink_,
                              .asserted_slots = lowered_.asserted_slots,
                              .register_slots = registers};
    if (!schedule_nodes(memory, input, lowered_.schedule)) return false;
    lowered_.slot_words = registers + lowered_.schedule.registers * kProgramBlock;
    return true;
  }

 private:
  // uses_[i] = how often the value of instruction i is read.
  void count_uses() {
    uint32_t* uses = uses_.data();
    std::fill_n(uses, program_.instructions, 0);
    Register* registers = as<Register>(registers_);
    for (uint32_t i = 0; i < program_.instructions; ++i) {
      const Instruction in = program_[i];
      if (in.opcode >= Opcode::kAdd && in.opcode <= Opcode::kAssertZero) ++uses[registers[in.a].writer];
      if (in.opcode >= Opcode::kAdd && in.opcode <= Opcode::kMul) ++uses[registers[in.b].writer];
      if (in.opcode != Opcode::kAssertZero) registers[in.destination].writer = i;
    }
  }

  void lower(uint32_t i) {
    const Instruction in = program_[i];
    if (in.opcode == Opcode::kAssertZero)
      assert_zero(in);
    else
      as<Register>(registers_)[in.destination] = {result(in), i};
    if (in.opcode != Opcode::kAssertZero)
      as<Register>(registers_)[in.destination].value.used_once = uses_.data()[i] == 1;
  }

  Value result(const Instruction& in) {
    const auto read = [&](uint32_t r) { return as<Register>(registers_)[r].value; };
    switch (in.opcode) {
      case Opcode::kLoadMain:
        return column(kMainMatrix, in.a, in.b);
      case Opcode::kLoadPreprocessed:
        return column(kPreprocessedMatrix, in.a, in.b);
      case Opcode::kLoadPermutation:
        return column(kPermutationMatrix, in.a, in.b);
      case Opcode::kLoadScalar:
        return uniform(scalars_[in.a]);
      case Opcode::kLoadSelector:
        lowered_.selectors[in.a] = true;
        return slot(lowered_.selector_slots + in.a * kProgramBlock, kNoTile);
      case Opcode::kLoadConstant:
        return uniform(in.a);
      case Opcode::kNeg:
        return arithmetic(Opcode::kSub, uniform(0), read(in.a));
      default:
        return arithmetic(in.opcode, read(in.a), read(in.b));
    }
  }

  static Value uniform(uint32_t word) { return {true, word, {}, false}; }
  static Value slot(uint32_t offset, uint32_t tile) {
    return {false, 0, {NodeOperand::kSlot, offset, tile}, false};
  }
  uint32_t slot_of_tile(uint32_t number) const {
    return first_tile_ + number * static_cast<uint32_t>(kTileColumns * kProgramBlock);
  }

  // Tiles of the matrices before one, for this row and the next.
  size_t tiles_before(size_t matrix) const {
    size_t sum = 0;
    for (size_t i = 0; i < matrix; ++i) sum += 2 * tilings_[i].tiles();
    return sum;
  }
  Value column(uint32_t matrix, uint32_t index, uint32_t next) {
    const Tiling& tiling = tilings_[matrix];
    const size_t tile = index / kTileColumns;
    uint32_t& number = tile_numbers_.data()[tiles_before(matrix) + next * tiling.tiles() + tile];
    const uint32_t first = static_cast<uint32_t>(tiling.first_of(tile));
    if (number == kNoTile) {
      number = lowered_.tile_count++;
      as<Tile>(tiles_)[number] = {matrix, next, first, slot_of_tile(number)};
    }
    return slot(slot_of_tile(number) + (index - first) * kProgramBlock, number);
  }

  Value arithmetic(Opcode opcode, const Value& a, const Value& b) {
    if (a.is_uniform && b.is_uniform) return uniform(of_uniforms(opcode, E{a.word}, E{b.word}).value);
    if (!a.is_uniform && !b.is_uniform) return of_slots(opcode, a, b);
    const Value& x = a.is_uniform ? b : a;
    const E c{a.is_uniform ? a.word : b.word};
    if (opcode == Opcode::kMul)
      return c == twice(E::one()) ? emit(ProgramOp::kAdd, x.operand, x.operand)
                                  : emit(ProgramOp::kMulUniform, x.operand, operand(c));
    if (opcode == Opcode::kAdd) return emit(ProgramOp::kAddUniform, x.operand, operand(c));
    return a.is_uniform ? emit(ProgramOp::kUniformMinus, x.operand, operand(c))
                        : emit(ProgramOp::kAddUniform, x.operand, operand(-c));
  }
  // An operation that is an operand of this one alone becomes part of it, which saves storing and loading.
  Value of_slots(Opcode opcode, const Value& a, const Value& b) {
    if (opcode == Opcode::kMul) return emit(ProgramOp::kMul, a.operand, b.operand);
    if (opcode == Opcode::kSub) {
      if (is_part(a, ProgramOp::kMul)) return emit_with(ProgramOp::kMulSub, a, b);
      if (is_part(a, ProgramOp::kAdd)) return emit_with(ProgramOp::kAddSub, a, b);
      if (is_part(b, ProgramOp::kMul)) return emit_with(ProgramOp::kSubMul, b, a);
      return emit(ProgramOp::kSub, a.operand, b.operand);
    }
    for (const auto& [part, rest] : {std::pair(&a, &b), std::pair(&b, &a)}) {
      if (is_part(*part, ProgramOp::kMul)) return emit_with(ProgramOp::kMulAdd, *part, *rest);
      if (is_part(*part, ProgramOp::kMulUniform)) return emit_with(ProgramOp::kMulUniformAdd, *part, *rest);
      if (is_part(*part, ProgramOp::kAdd)) return emit_with(ProgramOp::kAddAdd, *part, *rest);
    }
    return emit(ProgramOp::kAdd, a.operand, b.operand);
  }
  bool is_part(const Value& value, ProgramOp op) {
    return value.used_once && value.operand.kind == NodeOperand::kNode &&
           as<Node>(nodes_)[value.operand.index].op == op;
  }
  Value emit_with(ProgramOp op, const Value& part, const Value& rest) {
    Node& node = as<Node>(nodes_)[part.operand.index];
    node.op = ProgramOp::kEnd;
    return emit(op, node.a, node.b, rest.operand);
  }
  static E of_uniforms(Opcode opcode, E a, E b) {
    return opcode == Opcode::kAdd ? a + b : opcode == Opcode::kSub ? a - b : a * b;
  }

  void assert_zero(const Instruction& in) {
    Value value = as<Register>(registers_)[in.a].value;
    if (value.is_uniform)
      value = emit(ProgramOp::kFill, {}, operand(E{value.word}));
    else if (value.operand.kind != NodeOperand::kNode || !value.used_once)
      value = emit(ProgramOp::kCopy, value.operand, {});
    as<Node>(nodes_)[value.operand.index].assertion = {in.b, in.destination};
  }

  // The uniform that is c. One that was used lately is taken again, so that few stay in the cache.
  NodeOperand operand(E c) {
    Uniform* uniforms = as<Uniform>(lowered_.uniforms);
    uint32_t& recent = recent_[(c.value * 0x9e3779b1u) >> 24];
    static_assert(kRecentUniforms == 1 << 8);
    if (recent == kNoUniform || uniforms[recent].value != c.value) {
      recent = uniform_count_++;
      uniforms[recent] = {c.value, c.value * F::kPrimeInverse};
    }
    return {NodeOperand::kUniform, recent, kNoTile};
  }
  Value emit(ProgramOp op, const NodeOperand& a, const NodeOperand& b, const NodeOperand& c = {}) {
    as<Node>(nodes_)[node_count_] = {op, a, b, c, {}};
    return {false, 0, {NodeOperand::kNode, node_count_++, kNoTile}, false};
  }

  const ConstraintProgram& program_;
  const uint32_t* const scalars_;
  const Sink sink_;
  LoweredProgram& lowered_;
  const Tiling tilings_[kProgramMatrices];
  Buffer nodes_;
  Buffer tiles_;         // as they come up
  Buffer tile_numbers_;  // of each matrix: this row, next
  Buffer registers_;
  Buffer uses_;
  uint32_t node_count_ = 0;
  uint32_t uniform_count_ = 0;
  uint32_t first_tile_ = 0;
  uint32_t recent_[kRecentUniforms];
};

}  // namespace

ProgramJob LoweredProgram::job(const MatrixView& main, const MatrixView& preprocessed,
                               const MatrixView& permutation) const {
  return {.runs = as<ProgramRun>(schedule.runs),
          .operands = as<ProgramOperands>(schedule.operands),
          .uniforms = as<Uniform>(uniforms),
          .tiles = as<Tile>(schedule.tiles),
          .tile_count = tile_count,
          .asserted_slots = asserted_slots,
          .matrices = {main, preprocessed, permutation}};
}

bool lower_program(MemoryPool& memory, const ConstraintProgram& program, FieldId field,
                   const uint32_t* scalars, Sink sink, LoweredProgram& lowered) {
  lowered.tile_count = 0;
  return field == FieldId::kKoalaBear ? Lowering<KoalaBear>(program, scalars, sink, lowered).run(memory)
                                      : Lowering<BabyBear>(program, scalars, sink, lowered).run(memory);
}

}  // namespace switchyard::cpu
