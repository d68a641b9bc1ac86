// Rows of the chip `multiply`, docs/vm.md 7.6.
#pragma once

#include "vm/columns/multiply.h"
#include "vm/decoded_op.h"
#include "vm/fill/operand.h"
#include "vm/fill/products.h"

namespace switchyard::vm {

SY_INLINE void fill_multiply(const StepRecord& record, Row row, const LookupCounts& counts) {
  constexpr auto columns = chips::multiply::columns();
  const bool b_signed = record.op == DecodedOp::kMulh;
  const bool a_signed = b_signed || record.op == DecodedOp::kMulhsu;
  const uint32_t a = record.a;
  const uint32_t b = record.b;
  row.set(columns.isMul(), record.op == DecodedOp::kMul);
  row.set(columns.isMulh(), b_signed);
  row.set(columns.isMulhsu(), record.op == DecodedOp::kMulhsu);
  row.set(columns.isMulhu(), record.op == DecodedOp::kMulhu);
  fill_registers(record, row, columns, counts);
  row.set_limbs(columns.r().lo(), record.result);

  const bool a_negative = a_signed && count_sign(a, counts);
  const bool b_negative = b_signed && count_sign(b, counts);
  row.set(columns.aSign(), a_negative);
  row.set(columns.bSign(), b_negative);
  for (int limb = 0; limb < 2; ++limb) {
    row.set(columns.aByte(limb), byte_of(a, 2 * limb));
    row.set(columns.bByte(limb), byte_of(b, 2 * limb));
  }
  count_bytes(a, counts);
  count_bytes(b, counts);
  int32_t carry = 0;
  for (int limb = 0; limb < 4; ++limb) {
    int32_t total = limb_products(a, b, limb) + carry;
    const int position = 16 * (limb - 2);
    if (limb >= 2 && a_negative) total -= static_cast<int32_t>(b >> position & 0xffff);
    if (limb >= 2 && b_negative) total -= static_cast<int32_t>(a >> position & 0xffff);
    const int32_t low = total & 0xffff;
    carry = (total - low) / 0x10000;
    row.set(columns.q(limb), static_cast<uint32_t>(low));
    row.set_signed(columns.carry(limb), carry);
    counts.range16(static_cast<uint32_t>(low));
    if (limb < 3) counts.range11(static_cast<uint32_t>(limb == 2 ? carry + 2 : carry));
  }
}

}  // namespace switchyard::vm
