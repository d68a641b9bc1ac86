// Merkle trees on the card: one thread a leaf or node, the sponge's state in its registers.
//
// Leaves read their columns in turn, so that the threads of a warp read neighbouring words; a tree is bound
// by its permutations (a Poseidon2 leaf of 2^20 rows by 256 columns is 16 permutations of some 6000
// instructions against 1 KiB of memory).
#pragma once

#include <cstdint>

#include "cuda/launch/block.h"
#include "math/merkle_hash.h"

namespace switchyard::cuda {

// A digest in memory, at a multiple of 32 bytes: two accesses of 16.
struct alignas(16) DigestHalf {
  uint32_t words[kDigestElements / 2];
};

SY_GPU void load_digest(const uint32_t* from, uint32_t* digest) {
  for (int h = 0; h < 2; ++h) {
    const DigestHalf half = reinterpret_cast<const DigestHalf*>(from)[h];
    for (int k = 0; k < kDigestElements / 2; ++k) digest[h * kDigestElements / 2 + k] = half.words[k];
  }
}
SY_GPU void store_digest(const uint32_t* digest, uint32_t* to) {
  for (int h = 0; h < 2; ++h) {
    DigestHalf half;
    for (int k = 0; k < kDigestElements / 2; ++k) half.words[k] = digest[h * kDigestElements / 2 + k];
    reinterpret_cast<DigestHalf*>(to)[h] = half;
  }
}

// The hash sets: how many words become a leaf, and two digests a node. Nodes have a type of their own, so
// that sets which share them share their kernels.
template <class F>
struct Poseidon2Node {
  static SY_GPU void hash(const uint32_t* left, const uint32_t* right, uint32_t* digest) {
    poseidon2_compress<F>(left, right, digest);
  }
};
template <class F, int leaf_width>
struct Poseidon2TreeHash {
  using Node = Poseidon2Node<F>;

  template <class Word>
  static SY_GPU void leaf(uint32_t count, Word&& word, uint32_t* digest) {
    poseidon2_hash_words<F, leaf_width>(count, word, digest);
  }
};
struct KeccakNode {
  static SY_GPU void hash(const uint32_t* left, const uint32_t* right, uint32_t* digest) {
    keccak_compress(left, right, digest);
  }
};
struct KeccakTreeHash {
  using Node = KeccakNode;

  template <class Word>
  static SY_GPU void leaf(uint32_t count, Word&& word, uint32_t* digest) {
    keccak_hash_words(count, word, digest);
  }
};

// Where the columns begin whose words in a row are one leaf, in the order of commitment.
struct LeafColumns {
  const uint32_t* const* columns;
  uint32_t count;
};

// Digest i of a layer is the leaf of row i.
template <class Hash>
struct HashLeaves {
  static constexpr const char* kName = "merkle_leaves";

  LeafColumns rows;
  uint32_t* digests;

  SY_GPU void operator()(uint64_t row) const {
    uint32_t digest[kDigestElements];
    Hash::leaf(
        rows.count, [&](size_t column) { return rows.columns[column][row]; }, digest);
    store_digest(digest, digests + row * kDigestElements);
  }
};

// Digest i becomes the node of itself and the leaf of row i.
template <class Hash>
struct InjectLeaves {
  static constexpr const char* kName = "merkle_inject";

  LeafColumns rows;
  uint32_t* digests;

  SY_GPU void operator()(uint64_t row) const {
    uint32_t leaf[kDigestElements], digest[kDigestElements];
    Hash::leaf(
        rows.count, [&](size_t column) { return rows.columns[column][row]; }, leaf);
    load_digest(digests + row * kDigestElements, digest);
    Hash::Node::hash(digest, leaf, digest);
    store_digest(digest, digests + row * kDigestElements);
  }
};

template <class Node>
SY_GPU void compress_pair(const uint32_t* children, uint32_t* parent) {
  uint32_t left[kDigestElements], right[kDigestElements], digest[kDigestElements];
  load_digest(children, left);
  load_digest(children + kDigestElements, right);
  Node::hash(left, right, digest);
  store_digest(digest, parent);
}

// Parent i from children 2i and 2i + 1.
template <class Node>
struct CompressLayer {
  static constexpr const char* kName = "merkle_layer";

  const uint32_t* children;
  uint32_t* parents;

  SY_GPU void operator()(uint64_t i) const {
    compress_pair<Node>(children + 2 * i * kDigestElements, parents + i * kDigestElements);
  }
};

// Parents of a layer that one block makes, a warp for each of a multiprocessor's four schedulers: with more,
// warps would wait for each other, and a launch of their own would be faster.
inline constexpr uint32_t kTopParents = 128;

// `layers` layers above one of at most 2 kTopParents children, each right behind the one below it, by one
// block: so small, they would cost more to launch than to compute.
template <class Node>
struct CompressTop {
  static constexpr const char* kName = "merkle_top";
  static constexpr uint32_t kThreads = kTopParents;

  uint32_t* digests;  // of the layer below the first
  uint32_t children;
  uint32_t layers;

  SY_GPU void operator()(Block& block) const {
    uint32_t* below = digests;
    uint32_t count = children;
    for (uint32_t layer = 0; layer < layers; ++layer) {
      uint32_t* const above = below + count * kDigestElements;
      count /= 2;
      block.each_thread([&](uint32_t t) {
        if (t < count) compress_pair<Node>(below + 2 * t * kDigestElements, above + t * kDigestElements);
      });
      below = above;
    }
  }
};

}  // namespace switchyard::cuda
