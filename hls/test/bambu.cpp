// What Bambu is given, against the arithmetic that it stands for.
#include <doctest/doctest.h>

#include "../bambu/blocks.h"
#include "poseidon2_lazy.h"
#include "support.h"

using namespace switchyard::fpga;
using switchyard::test::Random;

TEST_CASE("blocks for Bambu are the kernels' cube and rounds") {
  Random random(11);
  for (int n = 0; n < 1000; ++n) {
    uint64_t x[16], y[16], s[16];
    for (uint64_t& lane : x) lane = random.next() % ((uint64_t{16} << 31) / 10);
#define IN(i) x[i]
#define OUT(i) &y[i]
    bambu_cube(x[0], &y[0]);
    CHECK(y[0] == cube_lazily(x[0]));
    bambu_external_round(SY_LANES(IN), SY_LANES(OUT));
    for (int i = 0; i < 16; ++i) s[i] = x[i];
    external_round_lazily<16>(s, LazyPoseidon2<16>::kConstants.external[5]);
    for (int i = 0; i < 16; ++i) CHECK(y[i] == s[i]);
    bambu_internal_round(SY_LANES(IN), SY_LANES(OUT));
    for (int i = 0; i < 16; ++i) s[i] = x[i];
    internal_round_lazily<16>(s, LazyPoseidon2<16>::kConstants.internal[3]);
    for (int i = 0; i < 16; ++i) CHECK(y[i] == s[i]);
  }
}
