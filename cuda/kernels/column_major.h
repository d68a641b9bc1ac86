// A matrix on the card, as kernels see it.
#pragma once

#include <cstdint>

#include "cuda/launch/attributes.h"

namespace switchyard::cuda {

// Element (row, column) is word column * rows + row.
struct ColumnMajor {
  uint32_t* words;
  uint64_t rows;
  uint32_t columns;

  SY_GPU uint32_t& at(uint64_t row, uint32_t column) const { return words[column * rows + row]; }
};

}  // namespace switchyard::cuda
