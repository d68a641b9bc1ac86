#include "vm/state_tree.h"

#include <map>

#include "support.h"

using namespace switchyard::vm;
using switchyard::Element;
using switchyard::KoalaBear;
using switchyard::test::Random;

namespace {

using Canonical = std::array<uint32_t, kDigestWords>;

// Leaves of a space as they stand, and the digest of any subtree of them, from the definition.
struct Reference {
  std::map<uint32_t, LeafWords> leaves;

  Digest subtree(int level, uint32_t index) const {
    const auto first = leaves.lower_bound(index << level);
    const bool is_empty = first == leaves.end() || (uint64_t{first->first} >> level) != index;
    if (is_empty) return StateTree().node(kDataSpace, level, index);
    if (level == 0) {
      uint32_t input[kCompressionInputs];
      split_words(first->second.data(), input);
      return compress(input);
    }
    return compress(subtree(level - 1, 2 * index), subtree(level - 1, 2 * index + 1));
  }
};

}  // namespace

TEST_CASE("the compression has its known answer") {
  uint32_t input[kCompressionInputs];
  for (uint32_t i = 0; i < kCompressionInputs; ++i) input[i] = Element<KoalaBear>::from_canonical(i).value;
  CHECK(canonical(compress(input)) == Canonical{1259554834, 663463929, 1989430099, 476523445, 836740799,
                                                1803459966, 1229318268, 2023956911});
}

TEST_CASE("the empty state has the documented digests") {
  const StateTree tree;
  CHECK(canonical(tree.node(kDataSpace, 0, 5)) ==
        Canonical{1467453764, 68262570, 2085334433, 1711169726, 869537427, 698494029, 1998923102, 727938840});
  CHECK(canonical(tree.space_root(kSystemSpace)) == Canonical{323933877, 549597084, 1406548293, 1616196822,
                                                              191442313, 2069636739, 1969995886, 607618051});
  CHECK(canonical(tree.node(kCodeSpace, 22, 14)) ==
        Canonical{271830282, 1675041990, 463403572, 629666149, 33977983, 32113355, 1661964918, 2103957480});
  const Canonical empty_space = {1292134649, 1113107221, 551736852, 1303919852,
                                 1428293574, 1636496503, 837506178, 1828300066};
  CHECK(canonical(tree.space_root(kDataSpace)) == empty_space);
  CHECK(canonical(tree.space_root(kCodeSpace)) == empty_space);
  CHECK(canonical(tree.root()) == Canonical{1413690409, 1043750028, 1995062098, 1327001024, 792401882,
                                            1400429101, 1387858047, 1433338502});
}

TEST_CASE("the closed subtrees have the digest of zeros") {
  const StateTree tree;
  for (const Space space : {kDataSpace, kCodeSpace})
    CHECK(canonical(tree.node(space, 22, 15)) == Canonical{});
}

TEST_CASE("leaves set at once, one by one and by updates give the digests of the definition") {
  Random random(1);
  Reference reference;
  StateTree at_once, updated;
  for (int round = 0; round < 5; ++round) {
    std::map<uint32_t, LeafWords> changes;
    for (int i = 0; i < 20; ++i) {
      const uint32_t near = static_cast<uint32_t>(random.below(64)),
                     far = static_cast<uint32_t>(random.below(15u << 22));
      LeafWords& words = changes[random.below(2) == 0 ? near : far];
      for (uint32_t& word : words) word = static_cast<uint32_t>(random.next());
    }
    std::vector<Leaf> leaves;
    std::vector<LeafRecord> records;
    for (const auto& [index, words] : changes) {
      LeafRecord& record = records.emplace_back();
      record.space = kDataSpace;
      record.index = index;
      std::copy(reference.leaves[index].begin(), reference.leaves[index].end(), record.before);
      std::copy(words.begin(), words.end(), record.after);
      reference.leaves[index] = words;
      leaves.push_back({index, words});
    }
    at_once.set_leaves(kDataSpace, leaves);
    updated.update(records);
    const Digest root = reference.subtree(26, 0);
    CHECK(at_once.space_root(kDataSpace) == root);
    CHECK(updated.space_root(kDataSpace) == root);
  }
}

TEST_CASE("an update records every node above the touched leaves once, with what it was and is") {
  StateTree tree;
  std::vector<LeafRecord> leaves;
  for (const uint32_t index : {6u, 7u, 1u << 20}) {
    LeafRecord& leaf = leaves.emplace_back();
    leaf.space = kDataSpace;
    leaf.index = index;
    leaf.after[3] = index == 7 ? 0 : 99;
  }
  const Digest before = tree.space_root(kDataSpace);
  const std::vector<TreeRecord> nodes = tree.update(leaves);
  // 26 nodes above the first two, 20 more above the third, and the roots of the spaces without leaves.
  REQUIRE(nodes.size() == 26 + 20 + 2);
  CHECK(nodes[0].level == 1);
  CHECK(nodes[0].index == 3);
  CHECK(nodes[0].left_touched == 1);
  CHECK(nodes[0].right_touched == 1);
  CHECK_FALSE(nodes[0].left_before == nodes[0].left_after);
  CHECK(nodes[0].right_before == nodes[0].right_after);
  CHECK(nodes[45].level == 26);
  CHECK(nodes[45].before == before);
  CHECK(nodes[45].after == tree.space_root(kDataSpace));
  CHECK(nodes[46].space == kCodeSpace);
  CHECK(nodes[46].left_touched + nodes[46].right_touched == 0);
  for (const TreeRecord& node : nodes) {
    CHECK(compress(node.left_before, node.right_before) == node.before);
    CHECK(compress(node.left_after, node.right_after) == node.after);
  }
}

TEST_CASE("an image's leaves are its bytes in their places, code apart from data") {
  const std::vector<Segment> segments = {{60, 12, true, {1, 2, 3, 4, 5, 6}}, {96, 64, false, {7}}};
  const std::vector<Leaf> data = image_leaves(segments, kDataSpace),
                          code = image_leaves(segments, kCodeSpace);
  REQUIRE(data.size() == 3);
  CHECK(data[0].index == 1);
  CHECK(data[0].words == LeafWords{0, 0, 0, 0, 0, 0, 0, 0x04030201});
  CHECK(data[1].words == LeafWords{0x0605});
  CHECK(data[2].index == 3);
  CHECK(code.size() == 2);
}

TEST_CASE("a part of a word at the end of code is no code") {
  const std::vector<Segment> segments = {{64, 6, true, {0x13, 0, 0, 0, 0x13, 0}}};
  const std::vector<Leaf> data = image_leaves(segments, kDataSpace),
                          code = image_leaves(segments, kCodeSpace);
  REQUIRE(code.size() == 1);
  CHECK(data[0].words == LeafWords{0x13, 0x13});
  CHECK(code[0].words == LeafWords{0x13});
}
