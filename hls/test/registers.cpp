// What a kernel says of itself, what it refuses, and trees made in slices.
#include "../kernels/poseidon2_merkle/poseidon2_merkle.h"
#include "card.h"

using namespace switchyard;
using namespace switchyard::fpga;
using namespace switchyard::fpga::test;

extern "C" void poseidon2_merkle(const Beat*, const Beat*, Beat*, const Beat*, Beat*, uint32_t, uint32_t,
                                 uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t);

namespace {

constexpr HashSet kSet = HashSet::kPoseidon2_24_16;

uint32_t commit_status(Card& card, uint32_t first_level, uint32_t last_level, uint32_t slice,
                       uint32_t log_slices) {
  return card.call(MerkleMode::kCommit, first_level, last_level, slice, log_slices, {}, 64);
}

bool is(uint32_t status, MerkleStatus expected) { return status == static_cast<uint32_t>(expected); }

}  // namespace

TEST_CASE("registers lie where the HLS compiler puts them") {
  uint32_t offset = 0x10;
  for (const MerkleRegister& r : kMerkleRegisters) {
    CHECK(r.offset == offset);
    offset += r.bytes + 4;
  }
}

TEST_CASE("a kernel says what it is") {
  Card card(poseidon2_merkle, kSet, {{4, 4}}, 1);
  CHECK(is(card.call(MerkleMode::kIdentify, 0, 0, 0, 0, {}, 1), MerkleStatus::kDone));
  CHECK(card.header(kHeaderVersion) == kMerkleInterfaceVersion);
  CHECK(card.header(kHeaderHashSets) == 3);
  CHECK(card.header(kHeaderPipelines) == kPoseidon2Pipelines);
  CHECK(card.header(kHeaderInterval) == 1);
}

TEST_CASE("slices made one by one, in any order, and their top make the tree") {
  for (uint32_t log_slices : {1u, 2u, 3u}) {
    Card card(poseidon2_merkle, kSet, {{64, 20}, {32, 5}, {8, 3}, {2, 9}, {1, 4}}, 10 + log_slices);
    const Reference reference(card, kSet, 0);
    const uint32_t reached = card.log_leaves() - log_slices - 1;
    for (uint32_t n = 0; n < 1u << log_slices; ++n) {
      const uint32_t slice = n ^ 1;
      REQUIRE(is(commit_status(card, 0, reached, slice, log_slices), MerkleStatus::kDone));
    }
    REQUIRE(is(commit_status(card, reached + 1, card.log_leaves(), 0, 0), MerkleStatus::kDone));
    for (uint32_t level = 0; level <= card.log_leaves(); ++level)
      CHECK(card.layer(level) == reference.layer(static_cast<int>(level)));
  }
}

TEST_CASE("what fits no tree is refused before anything is written") {
  Card card(poseidon2_merkle, kSet, {{16, 3}}, 20);
  CHECK(is(commit_status(card, 2, 1, 0, 0), MerkleStatus::kBadShape));
  CHECK(is(commit_status(card, 0, 5, 0, 0), MerkleStatus::kBadShape));
  CHECK(is(commit_status(card, 0, 2, 4, 2), MerkleStatus::kBadShape));
  CHECK(is(commit_status(card, 0, 2, 0, 2), MerkleStatus::kBadShape));
  CHECK(is(card.call(static_cast<MerkleMode>(3), 0, 4, 0, 0, {}, 1), MerkleStatus::kBadMode));
  CHECK(is(card.call(MerkleMode::kOpen, 0, 4, 0, 0, {16}, 8), MerkleStatus::kBadShape));
  CHECK(is(card.call(MerkleMode::kOpen, 0, 4, 0, 0, {3, 3}, 8), MerkleStatus::kBadShape));
  CHECK(is(card.call(MerkleMode::kOpen, 0, 4, 0, 0, {3, 2}, 8), MerkleStatus::kBadShape));
  CHECK(is(card.call(MerkleMode::kOpen, 0, 4, 0, 0, std::vector<uint32_t>(kMaxIndices + 1), 8),
           MerkleStatus::kTooMany));
  CHECK(card.layer(0) == Words(16 * kDigestWords));

  Card keccak(poseidon2_merkle, HashSet::kKeccak, {{16, 3}}, 21);
  CHECK(is(commit_status(keccak, 0, 4, 0, 0), MerkleStatus::kBadHashSet));
  Card many(poseidon2_merkle, kSet, std::vector<Shape>(kMaxMatrices + 1, Shape{2, 1}), 22);
  CHECK(is(commit_status(many, 0, 1, 0, 0), MerkleStatus::kTooMany));
  Card wide(poseidon2_merkle, kSet, {{2, kMaxUnits * kBeatWords}, {2, 1}}, 23);
  CHECK(is(commit_status(wide, 0, 1, 0, 0), MerkleStatus::kTooMany));
}

TEST_CASE("the largest number of matrices and of leaves to open are served") {
  check_tree(poseidon2_merkle, HashSet::kPoseidon2_16, std::vector<Shape>(kMaxMatrices, Shape{4, 1}), 24);
  Card card(poseidon2_merkle, kSet, {{kMaxIndices, 1}}, 25);
  const Reference reference(card, kSet, 2);
  REQUIRE(card.commit(2) == reference.cap());
  std::vector<uint32_t> all(kMaxIndices);
  for (uint32_t i = 0; i < kMaxIndices; ++i) all[i] = i;
  CHECK(card.open(all, 2) == reference.open(all));
}
