// Rows of the chip `keccak_permute`, docs/vm.md 8.6.
#pragma once

#include "vm/columns/keccak_permute.h"
#include "vm/fill/precompile.h"

namespace switchyard::vm {

SY_INLINE void fill_keccak_permute(const KeccakPermuteRecord& record, Row row, const LookupCounts& counts) {
  constexpr auto columns = chips::keccak_permute::columns();
  fill_precompile(record.call, row, columns, counts);
  fill_no_second_argument(record.call, row, columns, counts);
  for (int i = 0; i < 50; ++i) {
    fill_held(row, columns.before(i), record.found[i], record.since[i], record.call.time, counts);
    row.set_limbs(columns.after(i).lo(), record.left[i]);
  }
}

}  // namespace switchyard::vm
