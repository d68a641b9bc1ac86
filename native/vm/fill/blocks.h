// What the rows of step chips have in common: docs/vm.md sections 5.2 and 7. The columns are structs of the
// generated headers, which differ in type from chip to chip.
#pragma once

#include <cstdint>

#include "vm/fill/lookups.h"
#include "vm/fill/row.h"
#include "vm/records.h"

namespace switchyard::vm {

// Accesses of a step, in times after its own.
inline constexpr uint32_t kSecondOperandTime = 1;
inline constexpr uint32_t kResultTime = 2;

// Columns pc and time.
template <class Columns>
SY_INLINE void fill_step(const StepRecord& record, Row row, Columns columns) {
  row.set(columns.pc(), record.pc);
  row.set(columns.time(), record.time);
}

// READ, or the old value of WRITE, of a register that has held the word since a time.
template <class Columns>
SY_INLINE void fill_access(Row row, Columns columns, uint32_t word, uint32_t since, uint32_t at,
                           const LookupCounts& counts) {
  row.set_limbs(columns.lo(), word);
  row.set(columns.time(), since);
  counts.range16(at - since - 1);
}

template <class Columns>
SY_INLINE void fill_first_operand(const StepRecord& record, Row row, Columns columns,
                                  const LookupCounts& counts) {
  fill_access(row, columns, record.a, record.a_time, record.time, counts);
}

template <class Columns>
SY_INLINE void fill_second_operand(const StepRecord& record, Row row, Columns columns,
                                   const LookupCounts& counts) {
  fill_access(row, columns, record.b, record.b_time, record.time + kSecondOperandTime, counts);
}

template <class Columns>
SY_INLINE void fill_old(const StepRecord& record, Row row, Columns columns, const LookupCounts& counts) {
  fill_access(row, columns, record.old, record.old_time, record.time + kResultTime, counts);
}

// UPDATE of a word that has held its value since a time: columns time and low.
template <class Columns>
SY_INLINE void fill_long_time(Row row, Columns columns, uint32_t since, uint32_t at,
                              const LookupCounts& counts) {
  const uint32_t distance = at - since - 1;
  const uint32_t low = distance & 0xfff;
  row.set(columns.time(), since);
  row.set(columns.low(), low);
  counts.range16(low);
  counts.range16(distance >> 12);
}

// UPDATE: the times of the data access.
template <class Columns>
SY_INLINE void fill_update(const StepRecord& record, Row row, Columns columns, const LookupCounts& counts) {
  fill_long_time(row, columns, record.word_time, record.time, counts);
}

// A word whose limbs are looked up.
SY_INLINE void count_limbs(uint32_t word, const LookupCounts& counts) {
  counts.range16(word & 0xffff);
  counts.range16(word >> 16);
}

// The highest bit of a word, shown by a lookup.
SY_INLINE bool count_sign(uint32_t word, const LookupCounts& counts) {
  counts.range16((word >> 16 & 0x7fff) << 1);
  return word >> 31;
}

SY_INLINE uint32_t byte_of(uint32_t word, int i) { return word >> 8 * i & 0xff; }

// Lookups of a word's bytes.
SY_INLINE void count_bytes(uint32_t word, const LookupCounts& counts) {
  counts.bytes(byte_of(word, 0), byte_of(word, 1));
  counts.bytes(byte_of(word, 2), byte_of(word, 3));
}

}  // namespace switchyard::vm
