// Rows of the chip `compare`, docs/vm.md 7.3.
#pragma once

#include "vm/columns/compare.h"
#include "vm/decoded_op.h"
#include "vm/fill/operand.h"
#include "vm/fill/order.h"

namespace switchyard::vm {

SY_INLINE void fill_compare(const StepRecord& record, Row row, const LookupCounts& counts) {
  constexpr auto columns = chips::compare::columns();
  const bool is_signed = record.op == DecodedOp::kSlt || record.op == DecodedOp::kSlti;
  const bool is_unsigned = record.op == DecodedOp::kSltu || record.op == DecodedOp::kSltiu;
  row.set(columns.isSub(), record.op == DecodedOp::kSub);
  row.set(columns.isSlt(), is_signed);
  row.set(columns.isSltu(), is_unsigned);
  row.set(columns.sign(), record.y != 0);
  fill_operands(record, row, columns, record.op >= DecodedOp::kSlti, counts);
  fill_order(record, row, columns, is_signed, counts);
}

}  // namespace switchyard::vm
