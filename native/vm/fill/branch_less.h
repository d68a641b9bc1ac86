// Rows of the chip `branch_less`, docs/vm.md 7.9.
#pragma once

#include "vm/columns/branch_less.h"
#include "vm/decoded_op.h"
#include "vm/fill/branch.h"
#include "vm/fill/order.h"

namespace switchyard::vm {

SY_INLINE void fill_branch_less(const StepRecord& record, Row row, const LookupCounts& counts) {
  constexpr auto columns = chips::branch_less::columns();
  const bool is_signed = record.op == DecodedOp::kBlt || record.op == DecodedOp::kBge;
  row.set(columns.isBlt(), record.op == DecodedOp::kBlt);
  row.set(columns.isBge(), record.op == DecodedOp::kBge);
  row.set(columns.isBltu(), record.op == DecodedOp::kBltu);
  row.set(columns.isBgeu(), record.op == DecodedOp::kBgeu);
  fill_branch(record, row, columns, counts);
  fill_order(record, row, columns, is_signed, counts);
}

}  // namespace switchyard::vm
