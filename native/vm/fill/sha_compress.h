// Rows of the chip `sha_compress`, docs/vm.md 8.5.
#pragma once

#include "math/sha256.h"
#include "vm/columns/sha_compress.h"
#include "vm/fill/precompile.h"

namespace switchyard::vm {

SY_INLINE void fill_sha_compress(const ShaCompressRecord& record, Row row, const LookupCounts& counts) {
  constexpr auto columns = chips::sha_compress::columns();
  fill_precompile(record.call, row, columns, counts);
  fill_second_pointer(record.call, row, columns, counts);
  const uint32_t* const before = record.found + 64;
  uint32_t state[8];
  for (int i = 0; i < 8; ++i) state[i] = before[i];
  for (int t = 0; t < 64; ++t) sha256_round(state, kSha256Round[t] + record.found[t]);
  for (int i = 0; i < 8; ++i) {
    fill_held(row, columns.before(i), before[i], record.since[64 + i], record.call.time + 1, counts);
    row.set_limbs(columns.rounds(i).lo(), state[i]);
    row.set_limbs(columns.after(i).lo(), record.left[i]);
    count_limbs(record.left[i], counts);
  }
}

}  // namespace switchyard::vm
