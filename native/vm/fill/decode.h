// Rows of the chip `decode`, docs/vm.md section 6.
#pragma once

#include "vm/columns/decode.h"
#include "vm/fill/blocks.h"
#include "vm/opcode_rows.h"

namespace switchyard::vm {

// The row of kOpcodeRows that matches an instruction, or kOpcodeRowCount where none does.
SY_INLINE uint32_t opcode_row(uint32_t word) {
  uint32_t i = 0;
  for (; i < kOpcodeRowCount; ++i) {
    const OpcodeRow& row = kOpcodeRows[i];
    if (row.major == (word >> 2 & 0x1f) && (!row.uses_f3 || row.f3 == (word >> 12 & 7)) &&
        (!row.uses_f7 || row.f7 == word >> 25))
      break;
  }
  return i;
}

// `opcode_counts`: of the queries to each row of the table `opcode`. The word is an instruction.
SY_INLINE void fill_decode(const DecodeRecord& record, Row row, const LookupCounts& counts,
                           uint32_t* opcode_counts) {
  constexpr auto columns = chips::decode::columns();
  constexpr uint32_t kFirstClass = 1;
  const uint32_t word = record.word;
  const uint32_t number = opcode_row(word);
  const OpcodeRow& opcode = kOpcodeRows[number];
  ++opcode_counts[number];
  row.set(columns.isRegister() + opcode.decode_class - kFirstClass, 1);
  row.set(columns.pc(), record.pc);
  for (int i = 0; i < 32; ++i) row.set(columns.bit(i), word >> i & 1);
  row.set(columns.usesF3(), opcode.uses_f3);
  row.set(columns.usesF7(), opcode.uses_f7);
  row.set(columns.f3(), opcode.f3);
  row.set(columns.f7(), opcode.f7);
  row.set(columns.op(), opcode.op);
  const uint32_t rd = word >> 7 & 0x1f;
  row.set(columns.rdZero(), rd == 0);
  row.set(columns.rdInverse(), inverse(FieldElement::from_canonical(rd)));
  const uint32_t pc_low = record.pc & 0x3fff;
  row.set(columns.pcLow(), pc_low);
  counts.align(4 * pc_low);
  counts.range16(record.pc >> 14);

  const bool is_link = opcode.decode_class == DecodeClass::kJal || opcode.decode_class == DecodeClass::kJalr;
  const bool is_upper =
      opcode.decode_class == DecodeClass::kLui || opcode.decode_class == DecodeClass::kAuipc;
  const uint32_t base = is_link || opcode.decode_class == DecodeClass::kAuipc ? 4 * record.pc : 0;
  const uint32_t added = is_upper ? word & 0xfffff000 : is_link ? 4 : 0;
  const uint32_t low = (base & 0xffff) + (added & 0xffff);
  const uint32_t high = (base >> 16) + (added >> 16) + (low >> 16);
  row.set_limbs(columns.v().lo(), base + added);
  row.set(columns.carry(0), low >> 16);
  row.set(columns.carry(1), high >> 16);
  count_limbs(base + added, counts);
  row.set(columns.count(), record.count);
}

}  // namespace switchyard::vm
