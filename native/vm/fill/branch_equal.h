// Rows of the chip `branch_equal`, docs/vm.md 7.8.
#pragma once

#include "vm/columns/branch_equal.h"
#include "vm/decoded_op.h"
#include "vm/fill/branch.h"

namespace switchyard::vm {

SY_INLINE void fill_branch_equal(const StepRecord& record, Row row, const LookupCounts& counts) {
  constexpr auto columns = chips::branch_equal::columns();
  row.set(columns.isBeq(), record.op == DecodedOp::kBeq);
  row.set(columns.isBne(), record.op == DecodedOp::kBne);
  fill_branch(record, row, columns, counts);
  row.set(columns.equal(), record.a == record.b);
  const auto difference = [&](int shift) {
    return FieldElement::from_canonical(record.a >> shift & 0xffff) -
           FieldElement::from_canonical(record.b >> shift & 0xffff);
  };
  // Of the first limb that differs.
  const FieldElement low = difference(0);
  if (low != FieldElement::zero()) {
    row.set(columns.inverse(0), inverse(low));
  } else {
    row.set(columns.inverse(1), inverse(difference(16)));
  }
}

}  // namespace switchyard::vm
