// The Poseidon2 Merkle kernel as it is built, against native/cpu.
#include "../kernels/poseidon2_merkle/poseidon2_merkle.h"

#include "card.h"

using namespace switchyard;
using namespace switchyard::fpga;
using namespace switchyard::fpga::test;

extern "C" void poseidon2_merkle(const Beat*, const Beat*, Beat*, const Beat*, Beat*, uint32_t, uint32_t,
                                 uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t);

namespace {

constexpr HashSet kSets[] = {HashSet::kPoseidon2_24_16, HashSet::kPoseidon2_16};

}  // namespace

TEST_CASE("poseidon2 kernel: one row, one column, widths around the rate") {
  for (HashSet set : kSets) {
    check_tree(poseidon2_merkle, set, {{1, 1}}, 1);
    check_tree(poseidon2_merkle, set, {{2, 1}}, 2);
    check_tree(poseidon2_merkle, set, {{1, 40}}, 3);
    for (size_t columns : {7, 8, 9, 15, 16, 17, 31, 32, 33, 48, 64, 129, 257})
      check_tree(poseidon2_merkle, set, {{8, columns}}, 10 + columns);
  }
}

TEST_CASE("poseidon2 kernel: many matrices of one height and of several") {
  for (HashSet set : kSets) {
    check_tree(poseidon2_merkle, set, {{16, 3}, {16, 5}, {16, 1}, {16, 40}, {16, 16}}, 30);
    check_tree(poseidon2_merkle, set, {{16, 9}, {16, 8}, {8, 1}, {4, 17}, {2, 2}, {1, 1}, {1, 3}}, 31);
    check_tree(poseidon2_merkle, set, {{1, 4}, {32, 2}, {64, 3}, {32, 20}, {64, 1}, {4, 100}}, 32);
    std::vector<Shape> many;
    for (size_t i = 0; i < 100; ++i) many.push_back({size_t{1} << (i % 5), 1 + i % 3});
    check_tree(poseidon2_merkle, set, many, 33);
  }
}

TEST_CASE("poseidon2 kernel: random shapes") {
  switchyard::test::Random random(40);
  for (int n = 0; n < 30; ++n) {
    std::vector<Shape> shapes;
    for (uint64_t m = random.below(6) + 1; m > 0; --m)
      shapes.push_back({size_t{1} << random.below(8), 1 + random.below(m % 2 == 0 ? 20 : 150)});
    check_tree(poseidon2_merkle, kSets[n % 2], shapes, 41 + static_cast<uint64_t>(n), 3);
  }
}

TEST_CASE("poseidon2 kernel: more rows than are on chip at once") {
  for (HashSet set : kSets) {
    check_tree(poseidon2_merkle, set, {{2048, 20}, {1024, 3}, {512, 17}}, 80, 1);
    check_tree(poseidon2_merkle, set, {{1024, 150}}, 81, 0);
  }
}
