#include "cpu/merkle.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>
#include <new>

#include "device/kit/merkle_checks.h"

namespace switchyard::cpu {
namespace {

// A task is a subtree of at most 2^kLargestSubtree nodes at its foot, so that the layers above its leaves
// are made from digests still in the first cache, and it ends with 2^kGroup nodes, the lanes of the widest
// instruction set: smaller layers would leave lanes idle in every task.
constexpr int kLargestSubtree = 10;
constexpr int kGroup = 4;

int log2_floor(size_t n) { return std::bit_width(n) - 1; }

// The layers of one tree on their way up.
class Builder {
 public:
  Builder(const Context& context, const TreeHashKernels& kernels, std::span<const MatrixView> tallest_first,
          int depth, int top, uint32_t* digests)
      : context_(context),
        kernels_(kernels),
        matrices_(tallest_first),
        depth_(depth),
        top_(top),
        digests_(digests) {}

  // Rounds of subtrees, each from the layer that the one before has reached.
  Status build() {
    int level = 0;
    for (bool leaves = true; leaves || level < top_; leaves = false) {
      const int bits = subtree_bits(depth_ - level, leaves ? kGroup : kGroup + 1);
      const bool last = bits == depth_ - level;
      const int reached = std::min(top_, last ? depth_ : level + bits - kGroup);
      const Status status = context_.parallel_for(size_t{1} << (depth_ - level - bits), [&](size_t subtree) {
        if (leaves) {
          const size_t rows = size_t{1} << bits;
          const auto group = matrices_of_height(0);
          kernels_.hash_rows(group.data(), group.size(), subtree * rows, rows, node(0, subtree * rows));
        }
        climb(level, reached, bits, subtree);
      });
      if (status != Status::kOk) return status;
      level = reached;
    }
    return Status::kOk;
  }

 private:
  uint32_t* node(int level, size_t index) const {
    const size_t leaves = size_t{1} << depth_;
    return digests_ + (2 * (leaves - (leaves >> level)) + index) * kDigestWords;
  }

  // Many tasks for each thread, so that they finish together; a whole small layer is one task.
  int subtree_bits(int layer_bits, int smallest) const {
    const int tasks_bits = 4 + std::bit_width(static_cast<unsigned>(std::max(context_.threads, 1)) - 1);
    return std::min(layer_bits, std::clamp(layer_bits - tasks_bits, smallest, kLargestSubtree));
  }

  std::span<const MatrixView> matrices_of_height(int level) const {
    const size_t rows = size_t{1} << (depth_ - level);
    const auto first = std::partition_point(matrices_.begin(), matrices_.end(),
                                            [&](const MatrixView& m) { return m.rows > rows; });
    const auto last =
        std::partition_point(first, matrices_.end(), [&](const MatrixView& m) { return m.rows == rows; });
    return {first, last};
  }

  // The layers above `from` up to `to` over nodes [subtree << bits, (subtree + 1) << bits) of layer `from`.
  void climb(int from, int to, int bits, size_t subtree) const {
    for (int level = from + 1; level <= to; ++level) {
      const size_t count = size_t{1} << (bits - (level - from));
      const size_t first = subtree * count;
      kernels_.compress(node(level - 1, 2 * first), count, node(level, first));
      const auto group = matrices_of_height(level);
      if (!group.empty()) kernels_.inject_rows(group.data(), group.size(), first, count, node(level, first));
    }
  }

  const Context& context_;
  const TreeHashKernels& kernels_;
  const std::span<const MatrixView> matrices_;
  const int depth_;
  const int top_;
  uint32_t* const digests_;
};

}  // namespace

Status MerkleTree::commit(const Context& context, FieldId field, HashSet set,
                          std::span<const MatrixView> matrices, int cap_height, MerkleTree& tree) {
  const std::unique_ptr<MatrixView[]> sorted(new (std::nothrow) MatrixView[matrices.size()]);
  if (!sorted) return Status::kOutOfMemory;
  std::copy(matrices.begin(), matrices.end(), sorted.get());
  std::stable_sort(sorted.get(), sorted.get() + matrices.size(),
                   [](const MatrixView& a, const MatrixView& b) { return a.rows > b.rows; });

  MerkleTree made;
  made.depth_ = log2_floor(sorted[0].rows);
  made.cap_height_ = std::clamp(cap_height, 0, made.depth_);
  made.digests_ = Buffer::allocate(context.memory, made.layer_offset(made.path_length() + 1));
  if (!made.digests_) return Status::kOutOfMemory;
  Builder builder(context, tree_hash(context, field, set), {sorted.get(), matrices.size()}, made.depth_,
                  made.path_length(), made.digests_.data());
  const Status status = builder.build();
  if (status == Status::kOk) tree = std::move(made);
  return status;
}

void MerkleTree::open(size_t index, uint32_t* siblings) const {
  for (int level = 0; level < path_length(); ++level) {
    const size_t sibling = (index >> level) ^ 1;
    std::memcpy(siblings + static_cast<size_t>(level) * kDigestWords,
                digests_.data() + layer_offset(level) + sibling * kDigestWords,
                kDigestWords * sizeof(uint32_t));
  }
}

size_t MerkleTree::open_multi(std::span<const size_t> indices, uint32_t* siblings) const {
  size_t sent = 0;
  device::for_each_sibling(indices.data(), indices.size(), path_length(), [&](int level, size_t index) {
    if (siblings != nullptr)
      std::memcpy(siblings + sent * kDigestWords,
                  digests_.data() + layer_offset(level) + index * kDigestWords,
                  kDigestWords * sizeof(uint32_t));
    ++sent;
  });
  return sent;
}

}  // namespace switchyard::cpu
