// Merkle trees over the rows of matrices of different heights, as in Plonky3's MerkleTreeMmcs of arity 2.
//
// A leaf is the hash of row i of all tallest matrices, concatenated in the order of commitment. Going up, a
// node is the hash of its two children; where a layer has as many nodes as a shorter matrix has rows, each
// node is hashed once more with the leaf hash of its row there. The commitment is a cap: a whole layer.
#pragma once

#include <span>

#include "cpu/hash.h"

namespace switchyard::cpu {

class MerkleTree {
 public:
  MerkleTree() = default;

  // Hashes the matrices into `tree`, which is left alone unless the result is kOk. At least one matrix; rows
  // are powers of two. The cap has 2^cap_height digests, or all leaves where there are fewer. The matrices
  // are not kept: whoever opens the tree reads rows with opened_row.
  [[nodiscard]] static Status commit(const Context& context, FieldId field, HashSet set,
                                     std::span<const MatrixView> matrices, int cap_height, MerkleTree& tree);

  size_t leaves() const { return size_t{1} << depth_; }
  int depth() const { return depth_; }
  int cap_height() const { return cap_height_; }
  // Layers below the cap, and so the digests of one opening.
  int path_length() const { return depth_ - cap_height_; }

  // 2^cap_height() digests.
  std::span<const uint32_t> cap() const { return layer(path_length()); }
  // The digests of 2^(depth - level) nodes, 0 <= level <= path_length(); 0 are the leaves.
  std::span<const uint32_t> layer(int level) const {
    return {digests_.data() + layer_offset(level), (leaves() >> level) * kDigestWords};
  }

  // Copies the siblings on the way of leaf `index` to the cap, path_length() digests from the leaf up.
  void open(size_t index, uint32_t* siblings) const;

  // One proof for several leaves, given ascending without duplicates: level by level from the leaves, by
  // ascending position, the children of the parents on the way that are on no leaf's way themselves.
  // Returns the number of digests; copies them unless `siblings` is null.
  size_t open_multi(std::span<const size_t> indices, uint32_t* siblings) const;

 private:
  size_t layer_offset(int level) const { return 2 * (leaves() - (leaves() >> level)) * kDigestWords; }

  int depth_ = 0;
  int cap_height_ = 0;
  Buffer digests_;  // layer after layer, leaves first
};

// Row of `matrix` that an opening of leaf `index` in a tree of `leaves` leaves shows.
inline const uint32_t* opened_row(const MatrixView& matrix, size_t leaves, size_t index) {
  return matrix.words + index / (leaves / matrix.rows) * matrix.columns;
}

}  // namespace switchyard::cpu
