// Rows of the chip `sha_extend`, docs/vm.md 8.4.
#pragma once

#include "vm/columns/sha_extend.h"
#include "vm/fill/precompile.h"

namespace switchyard::vm {

SY_INLINE void fill_sha_extend(const ShaExtendRecord& record, Row row, const LookupCounts& counts) {
  constexpr auto columns = chips::sha_extend::columns();
  fill_precompile(record.call, row, columns, counts);
  fill_no_second_argument(record.call, row, columns, counts);
  for (int i = 0; i < 16; ++i)
    fill_held(row, columns.w(i), record.found[i], record.since[i], record.call.time, counts);
}

}  // namespace switchyard::vm
