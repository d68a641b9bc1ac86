// Rows of the chip `shift`, docs/vm.md 7.5.
#pragma once

#include "vm/columns/shift.h"
#include "vm/decoded_op.h"
#include "vm/fill/operand.h"

namespace switchyard::vm {

SY_INLINE void fill_shift(const StepRecord& record, Row row, const LookupCounts& counts) {
  constexpr auto columns = chips::shift::columns();
  const bool left = record.op == DecodedOp::kSll || record.op == DecodedOp::kSlli;
  const bool arithmetic = record.op == DecodedOp::kSra || record.op == DecodedOp::kSrai;
  row.set(columns.isSll(), left);
  row.set(columns.isSrl(), !left && !arithmetic);
  row.set(columns.isSra(), arithmetic);
  fill_operands(record, row, columns, record.op >= DecodedOp::kSlli, counts);

  const uint32_t bits = record.b & 7;
  const uint32_t power = left ? 1u << bits : 256u >> bits;
  row.set(columns.by(record.b >> 3 & 3), 1);
  row.set(columns.power(), power);
  counts.shift(!left, record.b & 0xffff);
  row.set(columns.aByte(0), byte_of(record.a, 0));
  row.set(columns.aByte(1), byte_of(record.a, 2));
  count_bytes(record.a, counts);
  for (int i = 0; i < 4; ++i) {
    const uint32_t product = byte_of(record.a, i) * power;
    row.set(columns.l(i), product & 0xff);
    row.set(columns.h(i), product >> 8);
    counts.bytes(product & 0xff, product >> 8);
  }
  const bool negative = arithmetic && count_sign(record.a, counts);
  row.set(columns.negative(), negative);
  row.set(columns.top(), (byte_of(record.a, 3) * power >> 8) + (negative ? 256 - power : 0));
}

}  // namespace switchyard::vm
