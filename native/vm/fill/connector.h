// The row of the chip `connector`, docs/vm.md 9.4.
#pragma once

#include "vm/columns/connector.h"
#include "vm/fill/blocks.h"
#include "vm/fill/digest.h"

namespace switchyard::vm {

SY_INLINE void fill_connector(const ConnectorRecord& record, Row row, const LookupCounts& counts) {
  constexpr auto columns = chips::connector::columns();
  row.set(columns.real(), 1);
  row.set(columns.firstPc(), record.first_pc);
  row.set(columns.lastPc(), record.last_pc);
  row.set(columns.lastTime(), record.last_time);
  row.set(columns.halted(), record.halted);
  fill_long_time(row, columns.m(), record.halted_time, record.last_time, counts);
  set_digest(row, columns.dataBefore(0), record.data_before);
  set_digest(row, columns.dataAfter(0), record.data_after);
  set_digest(row, columns.code(0), record.code);
  set_digest(row, columns.systemBefore(0), record.system_before);
  set_digest(row, columns.systemAfter(0), record.system_after);
  set_digest(row, columns.pairBefore(0), record.pair_before);
  set_digest(row, columns.pairAfter(0), record.pair_after);
  set_digest(row, columns.rootBefore(0), record.root_before);
  set_digest(row, columns.rootAfter(0), record.root_after);
}

// The public values of the shard, chips::connector::kPublicValueCount of them.
SY_INLINE void fill_public_values(const ConnectorRecord& record, Row values) {
  constexpr auto indices = chips::connector::public_values();
  values.set(indices.firstPc(), record.first_pc);
  values.set(indices.lastPc(), record.last_pc);
  set_digest(values, indices.rootBefore(0), record.root_before);
  set_digest(values, indices.rootAfter(0), record.root_after);
  values.set(indices.halted(), record.halted);
}

}  // namespace switchyard::vm
