// Rows of the chip `load_part`, docs/vm.md 7.14.
#pragma once

#include "vm/columns/load_part.h"
#include "vm/decoded_op.h"
#include "vm/fill/part.h"

namespace switchyard::vm {

SY_INLINE void fill_load_part(const StepRecord& record, Row row, const LookupCounts& counts) {
  constexpr auto columns = chips::load_part::columns();
  const bool is_byte = record.op == DecodedOp::kLb || record.op == DecodedOp::kLbu;
  const bool is_signed = record.op == DecodedOp::kLb || record.op == DecodedOp::kLh;
  row.set(columns.isLb(), record.op == DecodedOp::kLb);
  row.set(columns.isLbu(), record.op == DecodedOp::kLbu);
  row.set(columns.isLh(), record.op == DecodedOp::kLh);
  row.set(columns.isLhu(), record.op == DecodedOp::kLhu);
  row.set(columns.rd(), record.rd);
  fill_part(record, row, columns, counts);
  fill_old(record, row, columns.old(), counts);
  row.set(columns.rLo(), record.result & 0xffff);

  const uint32_t half = addressed_half(record);
  const uint32_t byte = half >> (address_offset(record) & 1 ? 8 : 0) & 0xff;
  const uint32_t top = is_byte ? byte : half >> 8;
  row.set(columns.byte(), byte);
  row.set(columns.top(), top);
  if (!is_signed) return;
  row.set(columns.sign(), top >> 7);
  counts.range16((top & 0x7f) << 9);
}

}  // namespace switchyard::vm
