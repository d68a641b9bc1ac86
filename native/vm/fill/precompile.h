// What the rows of precompiles have in common, docs/vm.md 8.3.
#pragma once

#include "vm/fill/blocks.h"

namespace switchyard::vm {

// Columns of the step: real, pc, time, t0Time, a0.
template <class Columns>
SY_INLINE void fill_precompile(const PrecompileCall& call, Row row, Columns columns,
                               const LookupCounts& counts) {
  row.set(columns.real(), 1);
  row.set(columns.pc(), call.pc);
  row.set(columns.time(), call.time);
  row.set(columns.t0Time(), call.t0_time);
  counts.range16(call.time - call.t0_time - 1);
  fill_access(row, columns.a0(), call.a0, call.a0_time, call.time, counts);
  counts.align(call.a0 & 0xffff);
}

// a1 holds 0.
template <class Columns>
SY_INLINE void fill_no_second_argument(const PrecompileCall& call, Row row, Columns columns,
                                       const LookupCounts& counts) {
  row.set(columns.a1Time(), call.a1_time);
  counts.range16(call.time - call.a1_time - 1);
}

// a1 is a pointer.
template <class Columns>
SY_INLINE void fill_second_pointer(const PrecompileCall& call, Row row, Columns columns,
                                   const LookupCounts& counts) {
  fill_access(row, columns.a1(), call.a1, call.a1_time, call.time, counts);
  counts.align(call.a1 & 0xffff);
}

// A word of data that is accessed at a time: its value, and since when it has been there.
template <class Columns>
SY_INLINE void fill_held(Row row, Columns columns, uint32_t word, uint32_t since, uint32_t at,
                         const LookupCounts& counts) {
  row.set_limbs(columns.lo(), word);
  fill_long_time(row, columns, since, at, counts);
}

// A number's lowest bits in so many columns.
SY_INLINE void fill_bits(Row row, uint32_t first_column, uint32_t number, int bits) {
  for (int i = 0; i < bits; ++i) row.set(first_column + i, number >> i & 1);
}

}  // namespace switchyard::vm
