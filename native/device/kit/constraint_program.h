// Constraint programs: the constraints of a chip as straight-line code over registers.
//
// A program is an array of words:
//
//     0  magic 0x50435953 ("SYCP")        6  scalars
//     1  version, 2                       7  registers
//     2  p                                8  constraints
//     3  main columns                     9  instructions
//     4  preprocessed columns            10  first instruction, 3 words each, to the end
//     5  permutation columns
//
// Permutation columns are base-field columns: as many for one extension column as the extension has degrees.
// Scalars are values of one run, the same for all rows: public values first, then words of challenges.
//
// The value of a constraint is an extension element, sum_k X^k * coordinate k; coordinates that are not
// asserted are zero. A constraint over the base field asserts coordinate 0 alone. Coordinates are below
// kMostDegree here; what runs a program checks them against its extension.
//
// An instruction is opcode + 256 * destination, a, b. host/stark/air/program-format.ts says the same; the
// chip builder there makes them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "math/field_id.h"

namespace switchyard::device {

enum class Opcode : uint32_t {
  kLoadMain = 0,          // destination := main column a of this row (b = 0) or the next (b = 1)
  kLoadPreprocessed = 1,  // the same for a preprocessed column
  kLoadScalar = 2,        // destination := scalar a
  kLoadSelector = 3,      // destination := selector a, see Selector
  kLoadConstant = 4,      // destination := a, a Montgomery word
  kAdd = 5,               // destination := register a + register b; likewise below
  kSub = 6,
  kMul = 7,
  kNeg = 8,               // destination := -register a
  kAssertZero = 9,        // register a is coordinate `destination` of the value of constraint b
  kLoadPermutation = 10,  // destination := permutation column a of this row (b = 0) or the next (b = 1)
};

enum Selector : uint32_t { kFirstRow = 0, kLastRow = 1, kTransition = 2 };
inline constexpr int kSelectors = 3;

struct Instruction {
  Opcode opcode;
  uint32_t destination;
  uint32_t a;
  uint32_t b;
};

// A program that has been checked: every operand is in bounds, every register is written before it is read,
// each constraint has a coordinate that is asserted, and no coordinate is asserted twice. A view of words
// that must outlive it.
struct ConstraintProgram {
  uint32_t prime;
  uint32_t main_columns;
  uint32_t preprocessed_columns;
  uint32_t permutation_columns;
  uint32_t scalars;
  uint32_t registers;    // those that instructions name: at most as many as there are instructions
  uint32_t constraints;  // at most as many as there are instructions
  uint32_t assertions;   // of coordinates
  uint32_t coordinates;  // one more than the highest that is asserted; 0 without constraints
  bool reads_selectors;
  uint32_t instructions;
  const uint32_t* words;  // of the instructions

  Instruction operator[](size_t i) const {
    const uint32_t* w = words + 3 * i;
    return {static_cast<Opcode>(w[0] & 0xff), w[0] >> 8, w[1], w[2]};
  }
};

// What is wrong with words that are no program.
enum class ProgramFault {
  kLength,       // not as long as the header says
  kVersion,      // magic or version
  kField,        // over another prime field
  kInstruction,  // an unknown opcode, an operand out of bounds or never written, a coordinate asserted twice
  kConstraints,  // a constraint that is not asserted
};

struct ProgramError {
  ProgramFault fault;
  std::string message;  // one sentence part, such as "instruction 3 (opcode 5, ...) reads register 7, ..."
};

// Checks `count` words from anywhere, and fills `program` if they are a program over the field. Takes time
// and memory in proportion to the words alone, whatever the header says.
std::optional<ProgramError> read_program(const uint32_t* words, size_t count, FieldId field,
                                         ConstraintProgram& program);

}  // namespace switchyard::device
