// The Merkle tree over a guest's state between shards: docs/vm.md, section 4.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "vm/compression.h"
#include "vm/program.h"
#include "vm/records.h"

namespace switchyard::vm {

enum Space : uint32_t { kDataSpace = 0, kCodeSpace = 1, kSystemSpace = 2 };
inline constexpr int kSpaceCount = 3;
// Levels between the leaves and the root of each space.
inline constexpr std::array<int, kSpaceCount> kSpaceDepth = {26, 26, 3};
inline constexpr uint32_t kLeafWords = 8;

using LeafWords = std::array<uint32_t, kLeafWords>;

// Words 8 * index to 8 * index + 7 of a space.
struct Leaf {
  uint32_t index;
  LeafWords words;
};

// The digests of all nodes. What the leaves hold is the business of whoever updates them. Only parts of the
// tree that were ever set take memory.
class StateTree {
 public:
  // Of the state that is zero everywhere.
  StateTree();

  const Digest& node(Space space, int level, uint32_t index) const;
  const Digest& space_root(Space space) const { return node(space, kSpaceDepth[space], 0); }
  Digest root() const;

  // Sets leaves of a space, by index, and all nodes above them.
  void set_leaves(Space space, std::span<const Leaf> leaves);

  // Takes over the digest of a node whose content is known to others alone; nodes above do not follow until a
  // leaf below them is set.
  void set_node(Space space, int level, uint32_t index, const Digest& digest);

  // Moves the leaves, by space and index, from what they hold here to `after`, and fills in their digests.
  // Returns a record for each node above them by space, level and index, and for the root of a space without
  // leaves.
  std::vector<TreeRecord> update(std::span<LeafRecord> leaves);

 private:
  static constexpr int kPageBits = 6;
  using Page = std::array<Digest, 1 << kPageBits>;
  using Level = std::unordered_map<uint32_t, std::unique_ptr<Page>>;

  void update_space(Space space, std::span<LeafRecord> leaves, std::vector<TreeRecord>& nodes);

  std::array<std::vector<Level>, kSpaceCount> levels_;
};

// The leaves that an image starts with and that are not zero, by index: of the code space those of executable
// segments, of the data space those of all. Segments stand by address.
std::vector<Leaf> image_leaves(std::span<const Segment> segments, Space space);

// The tree that a program's run begins with.
StateTree initial_tree(const Program& program);

// The roots as the connector sees them, taken from a tree before and after its update.
void fill_roots_before(const StateTree& tree, ConnectorRecord& connector);
void fill_roots_after(const StateTree& tree, ConnectorRecord& connector);

// The compressions that leaves, nodes and connector query, in this order, equal ones of one record joined.
std::vector<CompressionRecord> list_compressions(std::span<const LeafRecord> leaves,
                                                 std::span<const TreeRecord> nodes,
                                                 const ConnectorRecord& connector);

}  // namespace switchyard::vm
