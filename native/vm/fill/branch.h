// What the rows of both branch chips have in common.
#pragma once

#include "vm/fill/blocks.h"

namespace switchyard::vm {

// Columns pc, time, rs1, rs2, target, next, a, b.
template <class Columns>
SY_INLINE void fill_branch(const StepRecord& record, Row row, Columns columns, const LookupCounts& counts) {
  fill_step(record, row, columns);
  row.set(columns.rs1(), record.rs1);
  row.set(columns.rs2(), record.x);
  row.set(columns.target(), record.target);
  row.set(columns.next(), record.next);
  fill_first_operand(record, row, columns.a(), counts);
  fill_second_operand(record, row, columns.b(), counts);
}

}  // namespace switchyard::vm
