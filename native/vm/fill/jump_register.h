// Rows of the chip `jump_register`, docs/vm.md 7.11.
#pragma once

#include "vm/columns/jump_register.h"
#include "vm/fill/address.h"

namespace switchyard::vm {

SY_INLINE void fill_jump_register(const StepRecord& record, Row row, const LookupCounts& counts) {
  constexpr auto columns = chips::jump_register::columns();
  row.set(columns.real(), 1);
  fill_step(record, row, columns);
  row.set(columns.rd(), record.rd);
  row.set(columns.rs1(), record.rs1);
  row.set_limbs(columns.link().lo(), record.result);
  fill_address(record, row, columns, counts);
  fill_first_operand(record, row, columns.a(), counts);
  fill_old(record, row, columns.old(), counts);
  row.set(columns.odd(), address_offset(record) & 1);
}

}  // namespace switchyard::vm
