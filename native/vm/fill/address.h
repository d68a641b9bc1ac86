// The address base + imm, docs/vm.md 7.10.
#pragma once

#include "vm/fill/blocks.h"

namespace switchyard::vm {

// Columns imm, carry, wrap.
template <class Columns>
SY_INLINE void fill_address(const StepRecord& record, Row row, Columns columns, const LookupCounts& counts) {
  const int32_t low = static_cast<int32_t>(record.a & 0xffff) + record.immediate;
  const int32_t carry = low < 0 ? -1 : low > 0xffff ? 1 : 0;
  const int32_t high = static_cast<int32_t>(record.a >> 16) + carry;
  row.set_signed(columns.imm(), record.immediate);
  row.set_signed(columns.carry(), carry);
  row.set(columns.wrap(), high > 0xffff);
  counts.align(static_cast<uint32_t>(low) & 0xffff);
}

// Of the address in its word.
SY_INLINE uint32_t address_offset(const StepRecord& record) {
  return (record.a + static_cast<uint32_t>(record.immediate)) & 3;
}

}  // namespace switchyard::vm
