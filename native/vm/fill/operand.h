// The operands of instructions with a destination.
#pragma once

#include "vm/fill/blocks.h"

namespace switchyard::vm {

// A register, and a register or an immediate: columns isImm, pc, time, rd, rs1, x, a, b, old, r.
template <class Columns>
SY_INLINE void fill_operands(const StepRecord& record, Row row, Columns columns, bool is_immediate,
                             const LookupCounts& counts) {
  row.set(columns.isImm(), is_immediate);
  fill_step(record, row, columns);
  row.set(columns.rd(), record.rd);
  row.set(columns.rs1(), record.rs1);
  row.set(columns.x(), record.x);
  fill_first_operand(record, row, columns.a(), counts);
  if (is_immediate) {
    row.set_limbs(columns.b().lo(), record.b);
  } else {
    fill_second_operand(record, row, columns.b(), counts);
  }
  fill_old(record, row, columns.old(), counts);
  row.set_limbs(columns.r().lo(), record.result);
}

// Two registers: columns pc, time, rd, rs1, rs2, a, b, old.
template <class Columns>
SY_INLINE void fill_registers(const StepRecord& record, Row row, Columns columns,
                              const LookupCounts& counts) {
  fill_step(record, row, columns);
  row.set(columns.rd(), record.rd);
  row.set(columns.rs1(), record.rs1);
  row.set(columns.rs2(), record.x);
  fill_first_operand(record, row, columns.a(), counts);
  fill_second_operand(record, row, columns.b(), counts);
  fill_old(record, row, columns.old(), counts);
}

}  // namespace switchyard::vm
