// Shared by the tests of constraint programs and what runs them: writes programs, and evaluates them by the
// definition.
#pragma once

#include <algorithm>
#include <vector>

#include "device/kit/constraint_program.h"
#include "extensions.h"

namespace switchyard::test {

using Words = std::vector<uint32_t>;

// Writes the words of a program, instruction by instruction.
struct ProgramWriter {
  uint32_t prime;
  uint32_t main_columns = 0;
  uint32_t preprocessed_columns = 0;
  uint32_t permutation_columns = 0;
  uint32_t scalars = 0;
  uint32_t registers = 0;
  uint32_t constraints = 0;
  Words instructions;

  void add(device::Opcode opcode, uint32_t destination, uint32_t a, uint32_t b = 0) {
    for (uint32_t word : {static_cast<uint32_t>(opcode) + 256 * destination, a, b})
      instructions.push_back(word);
    if (opcode == device::Opcode::kAssertZero)
      constraints = std::max(constraints, b + 1);
    else if (destination >= registers)
      registers = destination + 1;
  }
  Words words() const {
    Words r = {0x50435953,
               2,
               prime,
               main_columns,
               preprocessed_columns,
               permutation_columns,
               scalars,
               registers,
               constraints,
               static_cast<uint32_t>(instructions.size() / 3)};
    r.insert(r.end(), instructions.begin(), instructions.end());
    return r;
  }
};

template <class F>
device::ConstraintProgram read_valid(const Words& words) {
  device::ConstraintProgram program;
  const auto error = device::read_program(words.data(), words.size(), field_id<F>(), program);
  INFO((error ? error->message : ""));
  REQUIRE(!error);
  return program;
}

// What a random program reads, and how much it computes.
struct ProgramShape {
  uint32_t main_columns, preprocessed_columns, permutation_columns, scalars;
  uint32_t constraints;
  uint32_t coordinates;  // each constraint asserts coordinate 0, or at random some of so many
  bool with_selectors;
  int length;  // in instructions, about
};

// A valid program with the operands mixed at random: loads of all kinds, registers read several times and
// reused, coordinates asserted out of order, some of them not computed but loaded, some values asserted and
// then read.
template <class F>
ProgramWriter random_program(Random& random, const ProgramShape& shape) {
  using device::Opcode;
  ProgramWriter p{F::kPrime,
                  shape.main_columns,
                  shape.preprocessed_columns,
                  shape.permutation_columns,
                  shape.scalars,
                  0,
                  0,
                  {}};
  const auto below = [&](uint32_t bound) { return static_cast<uint32_t>(random.below(bound)); };
  const uint32_t registers = 1 + below(12);
  std::vector<device::Instruction> unasserted;
  for (uint32_t i = 0; i < shape.constraints; ++i) {
    const uint32_t mask = below(2) || shape.coordinates == 1 ? 1 : 1 + below((1u << shape.coordinates) - 1);
    for (uint32_t k = 0; k < shape.coordinates; ++k)
      if (mask >> k & 1) unasserted.push_back({Opcode::kAssertZero, k, 0, i});
  }
  const auto load = [&](uint32_t to) {
    switch (below(8)) {
      case 0:
        if (shape.preprocessed_columns > 0)
          return p.add(Opcode::kLoadPreprocessed, to, below(shape.preprocessed_columns), below(2));
        [[fallthrough]];
      case 1:
        if (shape.permutation_columns > 0)
          return p.add(Opcode::kLoadPermutation, to, below(shape.permutation_columns), below(2));
        [[fallthrough]];
      case 2:
        if (shape.scalars > 0) return p.add(Opcode::kLoadScalar, to, below(shape.scalars));
        [[fallthrough]];
      case 3:
        if (shape.with_selectors) return p.add(Opcode::kLoadSelector, to, below(3));
        [[fallthrough]];
      case 4: {
        const uint32_t special[] = {0, kMontgomeryOne<F>, (twice(Element<F>::one())).value, F::kPrime - 1};
        return p.add(Opcode::kLoadConstant, to, below(2) ? special[below(4)] : below(F::kPrime));
      }
      default:
        return p.add(Opcode::kLoadMain, to, below(shape.main_columns), below(2));
    }
  };
  const auto assert_as = [&](uint32_t value, size_t which) {
    p.add(Opcode::kAssertZero, unasserted[which].destination, value, unasserted[which].b);
    unasserted.erase(unasserted.begin() + static_cast<long>(which));
  };
  const auto assert_one = [&] {
    if (!unasserted.empty()) assert_as(below(registers), random.below(unasserted.size()));
  };
  for (uint32_t r = 0; r < registers; ++r) load(r);
  for (int i = 0; i < shape.length; ++i) {
    const uint32_t to = static_cast<uint32_t>(random.below(registers));
    const uint32_t a = static_cast<uint32_t>(random.below(registers));
    const uint32_t b = static_cast<uint32_t>(random.below(registers));
    switch (random.below(8)) {
      case 0:
      case 1:
        load(to);
        break;
      case 2:
        p.add(Opcode::kNeg, to, a);
        break;
      case 3:
        p.add(Opcode::kSub, to, a, b);
        break;
      case 4:
      case 5:
        p.add(Opcode::kMul, to, a, b);
        break;
      default:
        p.add(Opcode::kAdd, to, a, b);
    }
    if (random.below(3) == 0) {
      if (random.below(2) == 0 && !unasserted.empty()) {
        assert_as(to, unasserted.size() - 1);
      } else {
        assert_one();
      }
    }
  }
  while (!unasserted.empty()) assert_one();
  return p;
}

// What a program reads on one row.
template <class F>
struct RowInputs {
  const uint32_t* main[2];
  const uint32_t* preprocessed[2];
  const uint32_t* permutation[2];
  const uint32_t* scalars;
  Element<F> selectors[3];
};

// The values of the constraints, by number.
template <class M>
std::vector<Extension<M>> run_program(const device::ConstraintProgram& program,
                                      const RowInputs<typename M::Base>& in) {
  using device::Opcode;
  using E = Element<typename M::Base>;
  std::vector<E> registers(program.registers);
  std::vector<Extension<M>> constraints(program.constraints, Extension<M>::zero());
  for (uint32_t i = 0; i < program.instructions; ++i) {
    const auto [opcode, to, a, b] = program[i];
    if (opcode == Opcode::kAssertZero)
      constraints[b].c[to] = registers[a];
    else
      registers[to] = opcode == Opcode::kLoadMain           ? E{in.main[b][a]}
                      : opcode == Opcode::kLoadPreprocessed ? E{in.preprocessed[b][a]}
                      : opcode == Opcode::kLoadPermutation  ? E{in.permutation[b][a]}
                      : opcode == Opcode::kLoadScalar       ? E{in.scalars[a]}
                      : opcode == Opcode::kLoadSelector     ? in.selectors[a]
                      : opcode == Opcode::kLoadConstant     ? E{a}
                      : opcode == Opcode::kAdd              ? registers[a] + registers[b]
                      : opcode == Opcode::kSub              ? registers[a] - registers[b]
                      : opcode == Opcode::kMul              ? registers[a] * registers[b]
                                                            : -registers[a];
  }
  return constraints;
}

}  // namespace switchyard::test
