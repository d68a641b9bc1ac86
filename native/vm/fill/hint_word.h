// Rows of the chip `hint_word`, docs/vm.md 8.2.
#pragma once

#include "vm/columns/hint_word.h"
#include "vm/fill/blocks.h"

namespace switchyard::vm {

SY_INLINE void fill_hint_word(const HintWordRecord& record, Row row, const LookupCounts& counts) {
  constexpr auto columns = chips::hint_word::columns();
  row.set(columns.real(), 1);
  row.set(columns.address(), record.address);
  row.set(columns.left(), record.left);
  row.set(columns.time(), record.time);
  row.set_limbs(columns.v().lo(), record.value);
  row.set_limbs(columns.o().lo(), record.old);
  fill_long_time(row, columns.m(), record.old_time, record.time, counts);
  count_limbs(record.value, counts);
}

}  // namespace switchyard::vm
