// Rows of the chip `store_part`, docs/vm.md 7.15.
#pragma once

#include "vm/columns/store_part.h"
#include "vm/decoded_op.h"
#include "vm/fill/part.h"

namespace switchyard::vm {

SY_INLINE void fill_store_part(const StepRecord& record, Row row, const LookupCounts& counts) {
  constexpr auto columns = chips::store_part::columns();
  row.set(columns.isSb(), record.op == DecodedOp::kSb);
  row.set(columns.isSh(), record.op == DecodedOp::kSh);
  row.set(columns.rs2(), record.x);
  fill_part(record, row, columns, counts);
  fill_second_operand(record, row, columns.b(), counts);
  row.set(columns.x0(), byte_of(record.b, 0));
  counts.bytes(byte_of(record.b, 0), byte_of(record.b, 1));
  row.set(columns.n(), record.new_word >> (address_offset(record) & 2 ? 16 : 0) & 0xffff);
  row.set_limbs(columns.newWord().lo(), record.new_word);
}

}  // namespace switchyard::vm
