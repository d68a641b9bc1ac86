// Rows of the chip `leaf`, docs/vm.md 9.1.
#pragma once

#include "vm/columns/leaf.h"
#include "vm/fill/digest.h"

namespace switchyard::vm {

SY_INLINE void fill_leaf(const LeafRecord& record, Row row) {
  constexpr auto columns = chips::leaf::columns();
  row.set(columns.real(), 1);
  row.set(columns.space(), record.space);
  row.set(columns.index(), record.index);
  for (int i = 0; i < 8; ++i) {
    row.set_limbs(columns.initial(2 * i), record.before[i]);
    row.set_limbs(columns.final(2 * i), record.after[i]);
    row.set(columns.time(i), record.time[i]);
  }
  set_digest(row, columns.before(0), record.digest_before);
  set_digest(row, columns.after(0), record.digest_after);
}

}  // namespace switchyard::vm
