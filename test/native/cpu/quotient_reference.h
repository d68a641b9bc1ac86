// Shared by the tests of quotients: writes programs, and evaluates them by the definition.
#pragma once

#include <vector>

#include "cpu/constraint_program.h"
#include "cpu/quotient.h"
#include "extensions.h"
#include "math/butterfly.h"

namespace switchyard::test {

using Words = std::vector<uint32_t>;

// Writes the words of a program, instruction by instruction.
struct ProgramWriter {
  uint32_t prime;
  uint32_t main_columns = 0;
  uint32_t preprocessed_columns = 0;
  uint32_t public_values = 0;
  uint32_t registers = 0;
  uint32_t constraints = 0;
  Words instructions;

  void add(cpu::Opcode opcode, uint32_t destination, uint32_t a, uint32_t b = 0) {
    for (uint32_t word : {static_cast<uint32_t>(opcode) + 256 * destination, a, b})
      instructions.push_back(word);
    if (opcode == cpu::Opcode::kAssertZero)
      ++constraints;
    else if (destination >= registers)
      registers = destination + 1;
  }
  Words words() const {
    Words r = {0x50435953,
               1,
               prime,
               main_columns,
               preprocessed_columns,
               public_values,
               registers,
               constraints,
               static_cast<uint32_t>(instructions.size() / 3)};
    r.insert(r.end(), instructions.begin(), instructions.end());
    return r;
  }
};

template <class F>
cpu::ConstraintProgram read_valid(const Words& words) {
  cpu::ConstraintProgram program;
  const auto error = cpu::read_program(words.data(), words.size(), field_id<F>(), program);
  INFO((error ? error->message : ""));
  REQUIRE(!error);
  return program;
}

// A valid program of `length` arithmetic instructions with the operands mixed at random: loads of all kinds,
// registers read several times and reused, constraints asserted out of order, some of them not computed but
// loaded, some values asserted and then read.
template <class F>
ProgramWriter random_program(Random& random, uint32_t main_columns, uint32_t preprocessed_columns,
                             uint32_t public_values, uint32_t constraints, int length) {
  using cpu::Opcode;
  ProgramWriter p{F::kPrime, main_columns, preprocessed_columns, public_values, 0, 0, {}};
  const uint32_t registers = 1 + static_cast<uint32_t>(random.below(12));
  std::vector<uint32_t> unasserted(constraints);
  for (uint32_t i = 0; i < constraints; ++i) unasserted[i] = i;
  const auto load = [&](uint32_t to) {
    const auto below = [&](uint32_t bound) { return static_cast<uint32_t>(random.below(bound)); };
    switch (random.below(6)) {
      case 0:
        if (preprocessed_columns > 0)
          return p.add(Opcode::kLoadPreprocessed, to, below(preprocessed_columns), below(2));
        [[fallthrough]];
      case 1:
        if (public_values > 0) return p.add(Opcode::kLoadPublic, to, below(public_values));
        [[fallthrough]];
      case 2:
        return p.add(Opcode::kLoadSelector, to, below(3));
      case 3: {
        const uint32_t special[] = {0, kMontgomeryOne<F>, (twice(Element<F>::one())).value, F::kPrime - 1};
        return p.add(Opcode::kLoadConstant, to, below(2) ? special[below(4)] : below(F::kPrime));
      }
      default:
        if (main_columns > 0) return p.add(Opcode::kLoadMain, to, below(main_columns), below(2));
        return p.add(Opcode::kLoadSelector, to, below(3));
    }
  };
  const auto assert_one = [&] {
    if (unasserted.empty()) return;
    const size_t which = random.below(unasserted.size());
    p.add(Opcode::kAssertZero, 0, static_cast<uint32_t>(random.below(registers)), unasserted[which]);
    unasserted.erase(unasserted.begin() + which);
  };
  for (uint32_t r = 0; r < registers; ++r) load(r);
  for (int i = 0; i < length; ++i) {
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
        p.add(Opcode::kAssertZero, 0, to, unasserted.back());
        unasserted.pop_back();
      } else {
        assert_one();
      }
    }
  }
  while (!unasserted.empty()) assert_one();
  return p;
}

// Row i, in natural order, of what a program reads.
template <class F>
struct RowInputs {
  const uint32_t* main[2];
  const uint32_t* preprocessed[2];
  const uint32_t* public_values;
  Element<F> selectors[3];
};

// The values of the constraints, by number.
template <class F>
std::vector<Element<F>> run_program(const cpu::ConstraintProgram& program, const RowInputs<F>& in) {
  using cpu::Opcode;
  using E = Element<F>;
  std::vector<E> registers(program.registers), constraints(program.constraints);
  for (uint32_t i = 0; i < program.instructions; ++i) {
    const auto [opcode, to, a, b] = program[i];
    if (opcode == Opcode::kAssertZero)
      constraints[b] = registers[a];
    else
      registers[to] = opcode == Opcode::kLoadMain           ? E{in.main[b][a]}
                      : opcode == Opcode::kLoadPreprocessed ? E{in.preprocessed[b][a]}
                      : opcode == Opcode::kLoadPublic       ? E{in.public_values[a]}
                      : opcode == Opcode::kLoadSelector     ? in.selectors[a]
                      : opcode == Opcode::kLoadConstant     ? E{a}
                      : opcode == Opcode::kAdd              ? registers[a] + registers[b]
                      : opcode == Opcode::kSub              ? registers[a] - registers[b]
                      : opcode == Opcode::kMul              ? registers[a] * registers[b]
                                                            : -registers[a];
  }
  return constraints;
}

// The chunks one after the other, by the definition.
template <class M>
Words naive_quotient(const cpu::QuotientArguments& q) {
  using F = typename M::Base;
  using E = Element<F>;
  using K = Extension<M>;
  const int log_domain = q.log_rows + q.log_chunks;
  const uint32_t size = 1u << log_domain, rows = 1u << q.log_rows, chunks = 1u << q.log_chunks;
  K alpha{};
  for (int k = 0; k < M::kDegree; ++k) alpha.c[k].value = q.alpha[k];
  const E last = inverse(two_adic_generator<F>(q.log_rows));
  Words out(size_t{size} * M::kDegree);
  for (uint32_t i = 0; i < size; ++i) {
    const E x = E::from_canonical(F::kGenerator) * power(two_adic_generator<F>(log_domain), i);
    const E z = power(x, rows) - E::one();
    RowInputs<F> in{};
    for (uint32_t next : {0, 1}) {
      const size_t row = reverse_bits((i + next * chunks) % size, log_domain);
      in.main[next] = q.main.words + row * q.main.columns;
      in.preprocessed[next] = q.preprocessed.words + row * q.preprocessed.columns;
    }
    in.public_values = q.public_values;
    in.selectors[0] = z * inverse(x - E::one());
    in.selectors[1] = z * inverse(x - last);
    in.selectors[2] = x - last;
    K folded = K::zero();
    for (E c : run_program(q.program, in)) folded = naive_product(folded, alpha) + K::from_base(c);
    put_element(out, size_t{i % chunks} * rows + i / chunks, folded * inverse(z));
  }
  return out;
}

}  // namespace switchyard::test
