// Which leaves of the data or the code space a shard touches, and how many nodes lie above them.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

#include "vm/state_tree.h"

namespace switchyard::vm {

// A bit for each node of a binary tree, of which the system backs those that are used.
class TouchedLeaves {
 public:
  // Throws std::bad_alloc.
  TouchedLeaves() : bits_(static_cast<uint64_t*>(std::calloc(kNodes / 64, sizeof(uint64_t))), &std::free) {
    if (bits_ == nullptr) throw std::bad_alloc();
  }

  void add(uint32_t leaf) {
    uint32_t node = kFirstLeaf + leaf;
    if (has(node)) [[likely]]
      return;
    leaves_.push_back(leaf);
    for (bits_[node / 64] |= bit(node); (node >>= 1) != 0 && !has(node); ++nodes_)
      bits_[node / 64] |= bit(node);
  }

  void clear() {
    for (const uint32_t leaf : leaves_)
      for (uint32_t node = kFirstLeaf + leaf; node != 0 && has(node); node >>= 1)
        bits_[node / 64] &= ~bit(node);
    leaves_.clear();
    nodes_ = 0;
  }

  // In the order of their first touch.
  const std::vector<uint32_t>& leaves() const { return leaves_; }
  uint32_t leaf_count() const { return static_cast<uint32_t>(leaves_.size()); }
  // Nodes above these leaves, the root of the space with them.
  uint32_t node_count() const { return nodes_; }

 private:
  // The node above n is n / 2, the root of the space is 1.
  static constexpr uint32_t kFirstLeaf = 1u << kSpaceDepth[kDataSpace];
  static constexpr uint32_t kNodes = 2 * kFirstLeaf;

  static uint64_t bit(uint32_t node) { return uint64_t{1} << (node % 64); }
  bool has(uint32_t node) const { return (bits_[node / 64] & bit(node)) != 0; }

  std::unique_ptr<uint64_t[], void (*)(void*)> bits_;
  std::vector<uint32_t> leaves_;
  uint32_t nodes_ = 0;
};

}  // namespace switchyard::vm
