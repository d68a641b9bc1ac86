// What a card holds.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "device/kit/matrix_shape.h"
#include "device/kit/store.h"
#include "xrt/card.h"

namespace switchyard::xrt_cards {

// Row-major Montgomery words in natural row order, from a whole beat on.
struct Matrix : device::MatrixShape {
  Buffer buffer;
};

struct Tree {
  std::vector<std::shared_ptr<const Matrix>> matrices;  // kept alive for openings
  SyHashSet hash_set;
  uint32_t log_leaves;
  uint32_t cap_level;  // the layer that is the cap
  Buffer digests;      // as merkle_interface.h lays them out

  uint64_t leaves() const { return uint64_t{1} << log_leaves; }
};

using Store = device::Store<Matrix, Tree>;
using Transaction = device::Transaction<Matrix, Tree>;

}  // namespace switchyard::xrt_cards
