// Rows of the chip `refresh`, docs/vm.md 9.5.
#pragma once

#include "vm/columns/refresh.h"
#include "vm/fill/blocks.h"

namespace switchyard::vm {

inline constexpr int kSlotBits = 10;

SY_INLINE void fill_refresh(const RefreshRecord& record, Row row, const LookupCounts& counts) {
  constexpr auto columns = chips::refresh::columns();
  row.set(columns.real(), 1);
  row.set(columns.space(), record.space);
  row.set(columns.address(), record.address);
  row.set_limbs(columns.v().lo(), record.value);
  fill_long_time(row, columns, record.time, record.slot << kSlotBits, counts);
  row.set(columns.slot(), record.slot);
  counts.range16(record.slot);
}

}  // namespace switchyard::vm
