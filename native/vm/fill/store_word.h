// Rows of the chip `store_word`, docs/vm.md 7.13.
#pragma once

#include "vm/columns/store_word.h"
#include "vm/fill/address.h"

namespace switchyard::vm {

SY_INLINE void fill_store_word(const StepRecord& record, Row row, const LookupCounts& counts) {
  constexpr auto columns = chips::store_word::columns();
  row.set(columns.real(), 1);
  fill_step(record, row, columns);
  row.set(columns.rs1(), record.rs1);
  row.set(columns.rs2(), record.x);
  fill_address(record, row, columns, counts);
  fill_first_operand(record, row, columns.a(), counts);
  fill_second_operand(record, row, columns.b(), counts);
  row.set_limbs(columns.o().lo(), record.word);
  fill_update(record, row, columns.m(), counts);
}

}  // namespace switchyard::vm
