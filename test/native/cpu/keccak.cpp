#include "math/keccak.h"

#include "hash_reference.h"

using namespace switchyard;
using namespace switchyard::test;

TEST_CASE("keccak lanes agree with the plain permutation") {
  Random random(5);
  for (size_t count : {0, 1, 3, 4, 7, 8, 9, 100, 1000}) {
    std::vector<uint64_t> states(count * kKeccakLanes);
    for (uint64_t& word : states) word = random.below(4) == 0 ? 0 - random.below(2) : random.next();
    std::vector<uint64_t> expected = states;
    for (size_t i = 0; i < count; ++i) {
      uint64_t state[kKeccakLanes];
      std::copy_n(&expected[i * kKeccakLanes], kKeccakLanes, state);
      keccak_f(state);
      std::copy_n(state, kKeccakLanes, &expected[i * kKeccakLanes]);
    }
    for_each_isa(2, [&](const cpu::Context& context) {
      std::vector<uint64_t> actual = states;
      REQUIRE(cpu::permute_keccak(context, actual.data(), count) == cpu::Status::kOk);
      CHECK(actual == expected);
    });
  }
}
