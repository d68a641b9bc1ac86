// Rows of the chip `sha_schedule`, docs/vm.md 8.4.
#pragma once

#include "math/sha256.h"
#include "vm/columns/sha_schedule.h"
#include "vm/fill/precompile.h"

namespace switchyard::vm {

inline constexpr uint32_t kScheduleRows = 6;

// Carries out of the limbs of a sum of words.
struct Carries {
  uint32_t lo, hi;
};
template <int n>
SY_INLINE Carries carries_of(const uint32_t (&terms)[n]) {
  uint32_t lo = 0, hi = 0;
  for (const uint32_t term : terms) {
    lo += term & 0xffff;
    hi += term >> 16;
  }
  return {lo >> 16, (hi + (lo >> 16)) >> 16};
}

// Row `part` of a call, of kScheduleRows.
SY_INLINE void fill_sha_schedule(const ShaExtendRecord& record, uint32_t part, Row row,
                                 const LookupCounts& counts) {
  constexpr auto columns = chips::sha_schedule::columns();
  const uint32_t from = 8 * part;  // the first word of the window
  uint32_t w[24];
  for (uint32_t i = 0; i < 24; ++i) w[i] = from + i < 16 ? record.found[from + i] : record.left[from + i];
  row.set(columns.real(), 1);
  row.set(columns.isLast(), part + 1 == kScheduleRows);
  row.set(columns.time(), record.call.time);
  row.set(columns.address(), record.call.a0 / 4 + from + 16);
  row.set(columns.left(), kScheduleRows - part);
  row.set_limbs(columns.w0().lo(), w[0]);
  for (int i = 0; i < 8; ++i) fill_bits(row, columns.early(i, 0), w[1 + i], 32);
  for (int i = 0; i < 5; ++i) row.set_limbs(columns.middle(i).lo(), w[9 + i]);
  for (int i = 0; i < 2; ++i) fill_bits(row, columns.late(i, 0), w[14 + i], 32);
  for (int i = 0; i < 6; ++i) fill_bits(row, columns.fresh(i, 0), w[16 + i], 32);
  for (int i = 0; i < 2; ++i) {
    row.set_limbs(columns.last(i).lo(), w[22 + i]);
    count_limbs(w[22 + i], counts);
  }
  for (int j = 0; j < 8; ++j) {
    const uint32_t terms[] = {w[j], sha256_small0(w[j + 1]), w[j + 9], sha256_small1(w[j + 14])};
    const Carries carries = carries_of(terms);
    fill_bits(row, columns.carry(j).lo(0), carries.lo, 2);
    fill_bits(row, columns.carry(j).hi(0), carries.hi, 2);
    const uint32_t at = from + 16 + j;
    fill_held(row, columns.held(j), record.found[at], record.since[at], record.call.time, counts);
  }
}

}  // namespace switchyard::vm
