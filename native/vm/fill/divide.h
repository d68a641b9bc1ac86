// Rows of the chip `divide`, docs/vm.md 7.7.
#pragma once

#include "vm/columns/divide.h"
#include "vm/decoded_op.h"
#include "vm/fill/operand.h"
#include "vm/fill/products.h"

namespace switchyard::vm {

SY_INLINE void fill_divide(const StepRecord& record, Row row, const LookupCounts& counts) {
  constexpr auto columns = chips::divide::columns();
  const bool is_signed = record.op == DecodedOp::kDiv || record.op == DecodedOp::kRem;
  const uint32_t a = record.a;
  const uint32_t b = record.b;
  row.set(columns.isDiv(), record.op == DecodedOp::kDiv);
  row.set(columns.isDivu(), record.op == DecodedOp::kDivu);
  row.set(columns.isRem(), record.op == DecodedOp::kRem);
  row.set(columns.isRemu(), record.op == DecodedOp::kRemu);
  fill_registers(record, row, columns, counts);
  row.set_limbs(columns.out().lo(), record.result);

  const bool a_negative = is_signed && count_sign(a, counts);
  const bool b_negative = is_signed && count_sign(b, counts);
  const bool q_negative = a_negative != b_negative;
  row.set(columns.aSign(), a_negative);
  row.set(columns.bSign(), b_negative);
  row.set(columns.qSign(), q_negative);

  const uint32_t dividend = a_negative ? 0u - a : a;
  const uint32_t divisor = b_negative ? 0u - b : b;
  const uint32_t magnitude = b == 0 ? ~0u : dividend / divisor;
  const uint32_t q = q_negative && b != 0 ? 0u - magnitude : magnitude;
  const uint32_t quotient = q_negative ? 0u - q : q;
  const uint32_t remainder = b == 0 ? dividend : dividend % divisor;
  const uint32_t r = a_negative ? 0u - remainder : remainder;
  row.set_limbs(columns.dividend().lo(), dividend);
  row.set_limbs(columns.divisor().lo(), divisor);
  row.set_limbs(columns.quotient().lo(), quotient);
  row.set_limbs(columns.q().lo(), q);
  row.set_limbs(columns.remainder().lo(), remainder);
  row.set_limbs(columns.r().lo(), r);
  for (int limb = 0; limb < 2; ++limb) {
    row.set(columns.divisorByte(limb), byte_of(divisor, 2 * limb));
    row.set(columns.quotientByte(limb), byte_of(quotient, 2 * limb));
  }
  count_bytes(divisor, counts);
  count_bytes(quotient, counts);
  count_limbs(dividend, counts);
  count_limbs(q, counts);
  count_limbs(remainder, counts);
  count_limbs(r, counts);

  const uint32_t low = static_cast<uint32_t>(limb_products(quotient, divisor, 0)) + (remainder & 0xffff);
  const uint32_t carry = (low - (dividend & 0xffff)) >> 16;
  row.set(columns.carry(), carry);
  counts.range11(carry);
  row.set(columns.bZero(), b == 0);
  row.set(columns.bInverse(), inverse(FieldElement::from_canonical((b & 0xffff) + (b >> 16))));
  if (b == 0) {
    // Not looked up: what makes the borrow 0.
    row.set(columns.gap(), -FieldElement::from_canonical((remainder & 0xffff) + 1));
  } else {
    const uint32_t gap = divisor - remainder - 1;
    row.set(columns.gap(), gap & 0xffff);
    count_limbs(gap, counts);
  }
}

}  // namespace switchyard::vm
