// Rows of the chip `compression`, docs/vm.md 9.3.
#pragma once

#include "math/trace_poseidon2.h"
#include "vm/columns/compression.h"
#include "vm/fill/row.h"
#include "vm/records.h"

namespace switchyard::vm {

static_assert(chips::compression::columns().count() == Poseidon2Air<Field>::kBlockColumns &&
                  chips::compression::kWidth == kCompressionColumns,
              "the row is the block of a permutation, and the count");

// Padding too: its record is of zeros.
SY_INLINE void fill_compression(const CompressionRecord& record, Row row) {
  poseidon2_air_fill<Field>(record.input, row.words, 1);
  row.set(chips::compression::columns().count(), record.count);
}

// What a device makes such a row of.
SY_INLINE void fill_compression_record(const CompressionRecord& record, Row row) {
  for (int i = 0; i < kPoseidon2AirWidth; ++i) row.words[i] = record.input[i];
  row.set(kPoseidon2AirWidth, record.count);
}

}  // namespace switchyard::vm
