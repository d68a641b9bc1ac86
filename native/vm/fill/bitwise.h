// Rows of the chip `bitwise`, docs/vm.md 7.4.
#pragma once

#include "vm/columns/bitwise.h"
#include "vm/decoded_op.h"
#include "vm/fill/operand.h"

namespace switchyard::vm {

SY_INLINE void fill_bitwise(const StepRecord& record, Row row, const LookupCounts& counts) {
  constexpr auto columns = chips::bitwise::columns();
  row.set(columns.isXor(), record.op == DecodedOp::kXor || record.op == DecodedOp::kXori);
  row.set(columns.isOr(), record.op == DecodedOp::kOr || record.op == DecodedOp::kOri);
  row.set(columns.isAnd(), record.op == DecodedOp::kAnd || record.op == DecodedOp::kAndi);
  row.set(columns.sign(), record.y != 0);
  fill_operands(record, row, columns, record.op >= DecodedOp::kXori, counts);
  for (int i = 0; i < 4; ++i) {
    const uint32_t a = byte_of(record.a, i);
    const uint32_t b = byte_of(record.b, i);
    row.set(columns.c(i), a ^ b);
    counts.exclusive_or(a, b);
  }
  for (int limb = 0; limb < 2; ++limb) {
    row.set(columns.aByte(limb), byte_of(record.a, 2 * limb));
    row.set(columns.bByte(limb), byte_of(record.b, 2 * limb));
  }
}

}  // namespace switchyard::vm
