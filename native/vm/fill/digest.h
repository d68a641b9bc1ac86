// Digests in rows.
#pragma once

#include "vm/fill/row.h"
#include "vm/records.h"

namespace switchyard::vm {

// To eight columns from the first on.
SY_INLINE void set_digest(Row row, uint32_t column, const Digest& digest) {
  for (int i = 0; i < 8; ++i) row.set(column + i, FieldElement::from_montgomery(digest.words[i]));
}

}  // namespace switchyard::vm
