// What replaying a shard writes down: one record of fixed size for each step, from which a row of its chip is
// filled. docs/vm.md defines the fields of decoded instructions and the times of accesses.
#pragma once

#include <cstdint>

namespace switchyard::vm {

// A step of any instruction but ECALL. Fields that its chip does not have are 0.
struct StepRecord {
  uint32_t pc;    // word number
  uint32_t time;  // of the step
  uint32_t op;    // decoded, docs/vm.md 6.1; likewise rd, rs1, x, y
  uint32_t rd;
  uint32_t rs1;
  uint32_t x;
  uint32_t y;
  int32_t immediate;  // of loads, stores and JALR: z as a signed number
  uint32_t target;    // of branches: where a taken one goes, a word number
  uint32_t next;      // pc after the step
  uint32_t a;         // value of rs1, and since when the register has held it
  uint32_t a_time;
  uint32_t b;  // second operand: a register's value, or the immediate, for which b_time is 0
  uint32_t b_time;
  uint32_t result;  // written to rd
  uint32_t old;     // what rd held before, and since when
  uint32_t old_time;
  uint32_t address;  // word number of the data access
  uint32_t word;     // what the word held before, and since when
  uint32_t word_time;
  uint32_t new_word;  // what it holds afterwards
};

}  // namespace switchyard::vm
