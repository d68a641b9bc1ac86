// Rows and digests that an opening shows, picked out into one place.
#pragma once

#include <cstdint>

#include "cuda/kernels/column_major.h"
#include "math/merkle_hash.h"

namespace switchyard::cuda {

// The rows of a matrix at some leaves: leaf l of a tree shows row l >> shift. Index i * columns + c is for
// column c of the i-th leaf, whose rows in all matrices take up `row_words` words of the output.
struct GatherRows {
  static constexpr const char* kName = "gather_rows";

  ColumnMajor matrix;
  const uint32_t* leaves;
  int shift;
  uint32_t* output;  // from the matrix's first column on
  uint64_t row_words;

  SY_GPU void operator()(uint64_t index) const {
    const uint64_t i = index / matrix.columns;
    const uint32_t column = static_cast<uint32_t>(index % matrix.columns);
    output[i * row_words + column] = matrix.at(leaves[i] >> shift, column);
  }
};

// Word k of output digest i is word k of digest places[i], for index 8 i + k.
struct GatherDigests {
  static constexpr const char* kName = "gather_digests";

  const uint32_t* digests;
  const uint32_t* places;
  uint32_t* output;

  SY_GPU void operator()(uint64_t index) const {
    const uint64_t digest = places[index / kDigestElements];
    output[index] = digests[digest * kDigestElements + index % kDigestElements];
  }
};

}  // namespace switchyard::cuda
