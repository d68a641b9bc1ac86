#include "vm/state_tree.h"

#include <algorithm>

namespace switchyard::vm {
namespace {

constexpr int kMaxDepth = 26;
// The root of the addresses that no guest may use: a digest without a known preimage.
constexpr int kClosedLevel = 22;
constexpr uint32_t kClosedIndex = 15;
constexpr Digest kClosed{};

std::array<Digest, kMaxDepth + 1> empty_subtrees() {
  std::array<Digest, kMaxDepth + 1> digests;
  constexpr uint32_t zeros[kCompressionInputs] = {};
  digests[0] = compress(zeros);
  for (int level = 1; level <= kMaxDepth; ++level)
    digests[level] = compress(digests[level - 1], digests[level - 1]);
  return digests;
}

const Digest& empty_subtree(int level) {
  static const std::array<Digest, kMaxDepth + 1> digests = empty_subtrees();
  return digests[level];
}

Digest compress_leaf(const uint32_t* words) {
  uint32_t input[kCompressionInputs];
  split_words(words, input);
  return compress(input);
}

// A node on the way up during an update.
struct Climbing {
  uint32_t index;
  Digest before;
  Digest after;
};

}  // namespace

StateTree::StateTree() {
  for (int space = 0; space < kSpaceCount; ++space) levels_[space].resize(kSpaceDepth[space] + 1);
  for (const Space space : {kDataSpace, kCodeSpace}) {
    set_node(space, kClosedLevel, kClosedIndex, kClosed);
    for (int level = kClosedLevel + 1; level <= kSpaceDepth[space]; ++level) {
      const uint32_t index = kClosedIndex >> (level - kClosedLevel);
      set_node(space, level, index,
               compress(node(space, level - 1, 2 * index), node(space, level - 1, 2 * index + 1)));
    }
  }
}

const Digest& StateTree::node(Space space, int level, uint32_t index) const {
  const Level& pages = levels_[space][level];
  const auto page = pages.find(index >> kPageBits);
  return page == pages.end() ? empty_subtree(level) : (*page->second)[index % (1 << kPageBits)];
}

void StateTree::set_node(Space space, int level, uint32_t index, const Digest& digest) {
  std::unique_ptr<Page>& page = levels_[space][level][index >> kPageBits];
  if (page == nullptr) {
    page = std::make_unique<Page>();
    page->fill(empty_subtree(level));
  }
  (*page)[index % (1 << kPageBits)] = digest;
}

Digest StateTree::root() const {
  return compress(compress(space_root(kDataSpace), space_root(kCodeSpace)), space_root(kSystemSpace));
}

void StateTree::set_leaves(Space space, std::span<const Leaf> leaves) {
  std::vector<uint32_t> changed;
  for (const Leaf& leaf : leaves) {
    set_node(space, 0, leaf.index, compress_leaf(leaf.words.data()));
    changed.push_back(leaf.index);
  }
  for (int level = 1; level <= kSpaceDepth[space]; ++level) {
    for (uint32_t& index : changed) index >>= 1;
    changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
    for (const uint32_t index : changed)
      set_node(space, level, index,
               compress(node(space, level - 1, 2 * index), node(space, level - 1, 2 * index + 1)));
  }
}

std::vector<TreeRecord> StateTree::update(std::span<LeafRecord> leaves) {
  std::vector<TreeRecord> nodes;
  size_t from = 0;
  for (const Space space : {kDataSpace, kCodeSpace, kSystemSpace}) {
    size_t to = from;
    while (to < leaves.size() && leaves[to].space == space) ++to;
    update_space(space, leaves.subspan(from, to - from), nodes);
    from = to;
  }
  return nodes;
}

void StateTree::update_space(Space space, std::span<LeafRecord> leaves, std::vector<TreeRecord>& nodes) {
  std::vector<Climbing> touched;
  for (LeafRecord& leaf : leaves) {
    leaf.digest_before = node(space, 0, leaf.index);
    leaf.digest_after = std::equal(leaf.before, leaf.before + kLeafWords, leaf.after)
                            ? leaf.digest_before
                            : compress_leaf(leaf.after);
    if (!(leaf.digest_after == leaf.digest_before)) set_node(space, 0, leaf.index, leaf.digest_after);
    touched.push_back({leaf.index, leaf.digest_before, leaf.digest_after});
  }
  // The records of a level are needed one by one, the digests of its nodes all at once: the level below is
  // kept in `touched`, and sibling digests come from the tree.
  const int depth = kSpaceDepth[space];
  for (int level = leaves.empty() ? depth : 1; level <= depth; ++level) {
    std::vector<Climbing> parents;
    size_t next = 0;
    do {
      const uint32_t index = touched.empty() ? 0 : touched[next].index >> 1;
      TreeRecord record{.space = space,
                        .level = static_cast<uint32_t>(level),
                        .index = index,
                        .left_touched = 0,
                        .right_touched = 0,
                        .left_before = node(space, level - 1, 2 * index),
                        .right_before = node(space, level - 1, 2 * index + 1),
                        .left_after = {},
                        .right_after = {},
                        .before = node(space, level, index),
                        .after = {}};
      record.left_after = record.left_before;
      record.right_after = record.right_before;
      if (next < touched.size() && touched[next].index == 2 * index) {
        record.left_touched = 1;
        record.left_before = touched[next].before;
        record.left_after = touched[next++].after;
      }
      if (next < touched.size() && touched[next].index == 2 * index + 1) {
        record.right_touched = 1;
        record.right_before = touched[next].before;
        record.right_after = touched[next++].after;
      }
      const bool changed =
          !(record.left_before == record.left_after) || !(record.right_before == record.right_after);
      record.after = changed ? compress(record.left_after, record.right_after) : record.before;
      if (changed) set_node(space, level, index, record.after);
      parents.push_back({index, record.before, record.after});
      nodes.push_back(record);
    } while (next < touched.size());
    touched = std::move(parents);
  }
}

std::vector<Leaf> image_leaves(std::span<const Segment> segments, Space space) {
  constexpr uint32_t kLeafBytes = 4 * kLeafWords;
  std::vector<Leaf> leaves;
  for (const Segment& segment : segments) {
    if (space == kCodeSpace && !segment.executable) continue;
    // A part of a word at the end is no code.
    const size_t size = space == kCodeSpace ? std::min<size_t>(segment.bytes.size(), segment.size / 4 * 4)
                                            : segment.bytes.size();
    for (size_t at = 0; at < size;) {
      const uint32_t address = segment.address + static_cast<uint32_t>(at);
      const uint32_t within = address % kLeafBytes;
      const size_t count = std::min<size_t>(kLeafBytes - within, size - at);
      const uint8_t* const bytes = &segment.bytes[at];
      at += count;
      if (std::all_of(bytes, bytes + count, [](uint8_t byte) { return byte == 0; })) continue;
      // The segment before may end in the same leaf.
      if (leaves.empty() || leaves.back().index != address / kLeafBytes)
        leaves.push_back({address / kLeafBytes, {}});
      for (uint32_t i = 0; i < count; ++i)
        leaves.back().words[(within + i) / 4] |= uint32_t{bytes[i]} << (8 * ((within + i) % 4));
    }
  }
  return leaves;
}

StateTree initial_tree(const Program& program) {
  StateTree tree;
  for (const Space space : {kDataSpace, kCodeSpace})
    tree.set_leaves(space, image_leaves(program.segments(), space));
  return tree;
}

void fill_roots_before(const StateTree& tree, ConnectorRecord& connector) {
  connector.data_before = tree.space_root(kDataSpace);
  connector.code = tree.space_root(kCodeSpace);
  connector.system_before = tree.space_root(kSystemSpace);
  connector.pair_before = compress(connector.data_before, connector.code);
  connector.root_before = compress(connector.pair_before, connector.system_before);
}

void fill_roots_after(const StateTree& tree, ConnectorRecord& connector) {
  connector.data_after = tree.space_root(kDataSpace);
  connector.system_after = tree.space_root(kSystemSpace);
  connector.pair_after = compress(connector.data_after, connector.code);
  connector.root_after = compress(connector.pair_after, connector.system_after);
}

std::vector<CompressionRecord> list_compressions(std::span<const LeafRecord> leaves,
                                                 std::span<const TreeRecord> nodes,
                                                 const ConnectorRecord& connector) {
  std::vector<CompressionRecord> list;
  list.reserve(2 * (leaves.size() + nodes.size() + 2));
  const auto same = [](const CompressionRecord& a, const CompressionRecord& b) {
    return std::equal(a.input, a.input + kCompressionInputs, b.input);
  };
  const auto add_pair = [&](const CompressionRecord& before, const CompressionRecord& after) {
    list.push_back(before);
    if (same(before, after))
      ++list.back().count;
    else
      list.push_back(after);
  };
  for (const LeafRecord& leaf : leaves) {
    CompressionRecord before{.input = {}, .count = 1}, after{.input = {}, .count = 1};
    split_words(leaf.before, before.input);
    split_words(leaf.after, after.input);
    add_pair(before, after);
  }
  const auto joined = [](const Digest& left, const Digest& right) {
    CompressionRecord record{.input = {}, .count = 1};
    join(left, right, record.input);
    return record;
  };
  for (const TreeRecord& node : nodes)
    add_pair(joined(node.left_before, node.right_before), joined(node.left_after, node.right_after));
  const size_t pair_before = list.size(), root_before = pair_before + 1;
  list.push_back(joined(connector.data_before, connector.code));
  list.push_back(joined(connector.pair_before, connector.system_before));
  const auto add_after = [&](size_t before, const CompressionRecord& after) {
    if (same(list[before], after))
      ++list[before].count;
    else
      list.push_back(after);
  };
  add_after(pair_before, joined(connector.data_after, connector.code));
  add_after(root_before, joined(connector.pair_after, connector.system_after));
  return list;
}

}  // namespace switchyard::vm
