// Other builds of the kernels: folded for small cards, several pipelines, without width 24.
#include "../kernels/keccak_merkle/keccak_merkle.h"
#include "../kernels/poseidon2_merkle/poseidon2_merkle.h"
#include "card.h"

using namespace switchyard;
using namespace switchyard::fpga;
using namespace switchyard::fpga::test;

namespace {

void check_build(const Kernel& kernel, HashSet set) {
  check_tree(kernel, set, {{1, 1}}, 1);
  check_tree(kernel, set, {{2, 9}, {1, 20}}, 2);
  check_tree(kernel, set, {{16, 9}, {16, 8}, {8, 1}, {4, 35}, {2, 2}, {1, 3}}, 3);
  check_tree(kernel, set, {{1024, 20}, {512, 70}}, 4, 0);
}

using Wide = Poseidon2Sponge<24>;
using Narrow = Poseidon2Sponge<16>;

}  // namespace

TEST_CASE("folded pipelines, one or several, make the same trees") {
  check_build(kernel_of<Poseidon2Merkle<Wide, Schedule::kFolded, 1>>(), HashSet::kPoseidon2_24_16);
  check_build(kernel_of<Poseidon2Merkle<Wide, Schedule::kFolded, 4>>(), HashSet::kPoseidon2_24_16);
  check_build(kernel_of<Poseidon2Merkle<Wide, Schedule::kFolded, 4>>(), HashSet::kPoseidon2_16);
  check_build(kernel_of<KeccakMerkle<Schedule::kFolded, 2>>(), HashSet::kKeccak);
}

TEST_CASE("several unrolled pipelines make the same trees") {
  check_build(kernel_of<Poseidon2Merkle<Wide, Schedule::kUnrolled, 2>>(), HashSet::kPoseidon2_24_16);
  check_build(kernel_of<KeccakMerkle<Schedule::kUnrolled, 4>>(), HashSet::kKeccak);
}

TEST_CASE("a build without width 24 does p2-16 and refuses p2-24-16") {
  const Kernel kernel = kernel_of<Poseidon2Merkle<Narrow, Schedule::kUnrolled, 1>>();
  check_build(kernel, HashSet::kPoseidon2_16);
  Card card(kernel, HashSet::kPoseidon2_24_16, {{4, 4}}, 5);
  CHECK(card.call(MerkleMode::kCommit, 0, 2, 0, 0, {}, 2) ==
        static_cast<uint32_t>(MerkleStatus::kBadHashSet));
  CHECK(card.header(kHeaderHashSets) == 2);
}
