// Rows of the chip `add`, docs/vm.md 7.2.
#pragma once

#include "vm/columns/add.h"
#include "vm/fill/operand.h"

namespace switchyard::vm {

SY_INLINE void fill_add(const StepRecord& record, Row row, const LookupCounts& counts) {
  constexpr auto columns = chips::add::columns();
  row.set(columns.real(), 1);
  fill_registers(record, row, columns, counts);
  row.set_limbs(columns.r().lo(), record.result);
  count_limbs(record.result, counts);
}

}  // namespace switchyard::vm
