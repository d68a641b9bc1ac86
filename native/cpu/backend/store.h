// What the CPU device holds.
#pragma once

#include <memory>
#include <vector>

#include "cpu/memory.h"
#include "cpu/merkle.h"
#include "device/kit/engine.h"
#include "device/kit/matrix_shape.h"
#include "device/kit/store.h"

namespace switchyard::cpu {

// Row-major Montgomery words. Reshaped matrices share a buffer.
struct Matrix : device::MatrixShape {
  std::shared_ptr<Buffer> buffer;

  uint32_t* words() const { return buffer->data(); }
  MatrixView view() const { return {words(), rows, columns}; }
};

struct Tree {
  FieldId field;
  std::vector<std::shared_ptr<const Matrix>> matrices;  // kept alive for openings
  MerkleTree tree;
};

using Store = device::Store<Matrix, Tree>;
using Transaction = device::Transaction<Matrix, Tree>;

inline device::MemoryFigures figures_of(const MemoryPool& pool) {
  return {pool.limit(), pool.used(), pool.peak()};
}

}  // namespace switchyard::cpu
