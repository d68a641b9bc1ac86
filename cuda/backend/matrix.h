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

  uint64_t leaves() const { return uint64_t{1} << depth; }
  // Layers below the cap.
  int path_length() const { return depth - cap_height; }
  // Digests before layer `level`, of leaves() >> level; 0 are the leaves.
  uint64_t layer(int level) const { return 2 * (leaves() - (leaves() >> level)); }
  // Digests of all layers, the cap's included.
  uint64_t size() const { return layer(path_length()) + (leaves() >> path_length()); }
};

using Store = device::Store<Matrix, Tree>;
using Transaction = device::Transaction<Matrix, Tree>;

}  // namespace switchyard::cuda
