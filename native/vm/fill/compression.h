// Rows of the chip `compression`, docs/vm.md 9.3. Their words are in Montgomery form from the beginning, as a
// permutation is computed in it.
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
  row.words[chips::compression::columns().count()] = FieldElement::from_canonical(record.count).value;
}

// What a device makes such a row of.
SY_INLINE void fill_compression_record(const CompressionRecord& record, Row row) {
  for (int i = 0; i < kPoseidon2AirWidth; ++i) row.words[i] = record.input[i];
  row.words[kPoseidon2AirWidth] = FieldElement::from_canonical(record.count).value;
}

}  // namespace switchyard::vm
