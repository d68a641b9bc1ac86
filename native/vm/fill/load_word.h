// Rows of the chip `load_word`, docs/vm.md 7.12.
#pragma once

#include "vm/columns/load_word.h"
#include "vm/fill/address.h"

namespace switchyard::vm {

SY_INLINE void fill_load_word(const StepRecord& record, Row row, const LookupCounts& counts) {
  constexpr auto columns = chips::load_word::columns();
  row.set(columns.real(), 1);
  fill_step(record, row, columns);
  row.set(columns.rd(), record.rd);
  row.set(columns.rs1(), record.rs1);
  fill_address(record, row, columns, counts);
  fill_first_operand(record, row, columns.a(), counts);
  fill_old(record, row, columns.old(), counts);
  row.set_limbs(columns.v().lo(), record.word);
  fill_update(record, row, columns.m(), counts);
}

}  // namespace switchyard::vm
