// The Keccak Merkle kernel as it is built, against native/cpu.
#include "../kernels/keccak_merkle/keccak_merkle.h"

#include "card.h"

using namespace switchyard;
using namespace switchyard::fpga;
using namespace switchyard::fpga::test;

extern "C" void keccak_merkle(const Beat*, const Beat*, Beat*, const Beat*, Beat*, uint32_t, uint32_t,
                              uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t);

TEST_CASE("keccak kernel: one row, one column, widths around the rate") {
  check_tree(keccak_merkle, HashSet::kKeccak, {{1, 1}}, 1);
  check_tree(keccak_merkle, HashSet::kKeccak, {{2, 1}}, 2);
  check_tree(keccak_merkle, HashSet::kKeccak, {{1, 200}}, 3);
  for (size_t columns : {1, 2, 15, 16, 17, 32, 33, 34, 35, 50, 67, 68, 69, 136, 137, 300})
    check_tree(keccak_merkle, HashSet::kKeccak, {{8, columns}}, 10 + columns);
}

TEST_CASE("keccak kernel: many matrices of one height and of several, odd widths beside each other") {
  check_tree(keccak_merkle, HashSet::kKeccak, {{16, 3}, {16, 5}, {16, 1}, {16, 40}, {16, 16}}, 30);
  check_tree(keccak_merkle, HashSet::kKeccak, {{16, 9}, {16, 8}, {8, 1}, {4, 17}, {2, 2}, {1, 1}, {1, 3}},
             31);
  check_tree(keccak_merkle, HashSet::kKeccak, {{1, 4}, {32, 2}, {64, 3}, {32, 20}, {64, 1}, {4, 100}}, 32);
}

TEST_CASE("keccak kernel: random shapes") {
  switchyard::test::Random random(40);
  for (uint64_t n = 0; n < 20; ++n) {
    std::vector<Shape> shapes;
    for (uint64_t m = random.below(6) + 1; m > 0; --m)
      shapes.push_back({size_t{1} << random.below(8), 1 + random.below(m % 2 == 0 ? 20 : 150)});
    check_tree(keccak_merkle, HashSet::kKeccak, shapes, 41 + n, 3);
  }
}

TEST_CASE("keccak kernel: more rows than are on chip at once") {
  check_tree(keccak_merkle, HashSet::kKeccak, {{2048, 20}, {1024, 3}, {512, 17}}, 80, 1);
  check_tree(keccak_merkle, HashSet::kKeccak, {{1024, 150}}, 81, 0);
}
