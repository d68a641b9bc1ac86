// The columns that order two words, docs/vm.md 7.3.
#pragma once

#include "vm/fill/blocks.h"

namespace switchyard::vm {

// Columns d, a_sign, b_sign. `is_signed`: whether the comparison is.
template <class Columns>
SY_INLINE void fill_order(const StepRecord& record, Row row, Columns columns, bool is_signed,
                          const LookupCounts& counts) {
  const uint32_t difference = record.a - record.b;
  row.set_limbs(columns.d().lo(), difference);
  count_limbs(difference, counts);
  if (!is_signed) return;
  row.set(columns.aSign(), count_sign(record.a, counts));
  row.set(columns.bSign(), count_sign(record.b, counts));
}

}  // namespace switchyard::vm
