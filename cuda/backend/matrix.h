// What a CUDA device holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "cuda/kernels/column_major.h"
#include "cuda/memory/pool.h"
#include "device/kit/matrix_shape.h"
#include "device/kit/store.h"

namespace switchyard::cuda {

// Column-major Montgomery words: element (row, column) is word column * rows + row. An LDE's rows are in
// bit-reversed order, as everywhere.
struct Matrix : device::MatrixShape {
  Buffer buffer;

  uint32_t* words() const { return buffer.words(); }
  ColumnMajor view() const { return {buffer.words(), rows, static_cast<uint32_t>(columns)}; }
};

// Layer after layer of digests, leaves first; a digest is kDigestElements consecutive words.
struct Tree {
  FieldId field;
  std::vector<std::shared_ptr<const Matrix>> matrices;  // kept alive for openings
  int depth;                                            // log2 of the leaves
  int cap_height;
  Buffer digests;
};

using Store = device::Store<Matrix, Tree>;
using Transaction = device::Transaction<Matrix, Tree>;

}  // namespace switchyard::cuda
