// Rows of the chips `table` and `opcode`, docs/vm.md section 10: how often each was looked up.
#pragma once

#include "vm/columns/opcode.h"
#include "vm/columns/table.h"
#include "vm/fill/lookups.h"
#include "vm/fill/row.h"

namespace switchyard::vm {

// Row v of kTableRows.
SY_INLINE void fill_table(const LookupCounts& counts, uint32_t v, Row row) {
  constexpr auto columns = chips::table::columns();
  row.set(columns.range16(), counts.range16_counts[v]);
  row.set(columns.range11(), counts.range11_counts[v]);
  row.set(columns.align(), counts.align_counts[v]);
  row.set(columns.bytes(), counts.bytes_counts[v]);
  row.set(columns.exclusiveOr(), counts.xor_counts[v]);
  row.set(columns.shiftLeft(), counts.shift_left_counts[v]);
  row.set(columns.shiftRight(), counts.shift_right_counts[v]);
}

SY_INLINE void fill_opcode(uint32_t count, Row row) { row.set(chips::opcode::columns().count(), count); }

}  // namespace switchyard::vm
