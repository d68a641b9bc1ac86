// Rows of the chip `immediate`, docs/vm.md 7.1.
#pragma once

#include "vm/columns/immediate.h"
#include "vm/fill/blocks.h"

namespace switchyard::vm {

SY_INLINE void fill_immediate(const StepRecord& record, Row row, const LookupCounts& counts) {
  constexpr auto columns = chips::immediate::columns();
  row.set(columns.real(), 1);
  fill_step(record, row, columns);
  row.set(columns.rd(), record.rd);
  row.set(columns.rs1(), record.rs1);
  row.set_limbs(columns.imm().lo(), record.b);
  row.set(columns.next(), record.next);
  fill_first_operand(record, row, columns.a(), counts);
  fill_old(record, row, columns.old(), counts);
  row.set_limbs(columns.r().lo(), record.result);
  count_limbs(record.result, counts);
}

}  // namespace switchyard::vm
