// A row of a trace while it is filled.
#pragma once

#include <cstdint>

#include "math/element.h"

namespace switchyard::vm {

using Field = KoalaBear;
using FieldElement = Element<Field>;

// Integers whose residues are meant: many rows at a time are brought into Montgomery form when they are
// filled. A row starts as zeros, so that columns without a value need no writing.
struct Row {
  uint32_t* words;

  SY_INLINE void set(int column, uint32_t value) const { words[column] = value; }
  SY_INLINE void set(int column, FieldElement value) const { words[column] = value.canonical(); }
  // A number that may be negative, above -p.
  SY_INLINE void set_signed(int column, int32_t value) const {
    words[column] = value < 0 ? Field::kPrime + static_cast<uint32_t>(value) : static_cast<uint32_t>(value);
  }
  // A word as its limbs in two columns, low limb first.
  SY_INLINE void set_limbs(int column, uint32_t word) const {
    set(column, word & 0xffff);
    set(column + 1, word >> 16);
  }
};

}  // namespace switchyard::vm
