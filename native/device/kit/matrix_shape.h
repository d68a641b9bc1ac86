// What every backend's matrix is, wherever its words are.
#pragma once

#include <cstddef>

#include "math/field_id.h"

namespace switchyard::device {

// rows x columns elements of a field.
struct MatrixShape {
  FieldId field;
  size_t rows;
  size_t columns;

  size_t word_count() const { return rows * columns; }
};

}  // namespace switchyard::device
