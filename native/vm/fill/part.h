// What the rows of loads and stores of bytes and half words have in common.
#pragma once

#include "vm/fill/address.h"

namespace switchyard::vm {

// The half word that holds the address.
SY_INLINE uint32_t addressed_half(const StepRecord& record) {
  return record.word >> (address_offset(record) & 2 ? 16 : 0) & 0xffff;
}

// Columns pc, time, rs1, imm, a, carry, wrap, m, o0, o1, half, b0.
template <class Columns>
SY_INLINE void fill_part(const StepRecord& record, Row row, Columns columns, const LookupCounts& counts) {
  fill_step(record, row, columns);
  row.set(columns.rs1(), record.rs1);
  fill_address(record, row, columns, counts);
  fill_first_operand(record, row, columns.a(), counts);
  row.set_limbs(columns.m().lo(), record.word);
  fill_update(record, row, columns.m(), counts);
  const uint32_t offset = address_offset(record);
  const uint32_t half = addressed_half(record);
  row.set(columns.o0(), offset & 1);
  row.set(columns.o1(), offset >> 1);
  row.set(columns.half(), half);
  row.set(columns.b0(), half & 0xff);
  counts.bytes(half & 0xff, half >> 8);
}

}  // namespace switchyard::vm
