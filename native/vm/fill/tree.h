// Rows of the chip `tree`, docs/vm.md 9.2.
#pragma once

#include "vm/columns/tree.h"
#include "vm/fill/digest.h"

namespace switchyard::vm {

SY_INLINE void fill_tree(const TreeRecord& record, Row row) {
  constexpr auto columns = chips::tree::columns();
  row.set(columns.real(), 1);
  row.set(columns.space(), record.space);
  row.set(columns.level(), record.level);
  row.set(columns.index(), record.index);
  row.set(columns.leftTouched(), record.left_touched);
  row.set(columns.rightTouched(), record.right_touched);
  set_digest(row, columns.leftBefore(0), record.left_before);
  set_digest(row, columns.rightBefore(0), record.right_before);
  set_digest(row, columns.leftAfter(0), record.left_after);
  set_digest(row, columns.rightAfter(0), record.right_after);
  set_digest(row, columns.before(0), record.before);
  set_digest(row, columns.after(0), record.after);
}

}  // namespace switchyard::vm
