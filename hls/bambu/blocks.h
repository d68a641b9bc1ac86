// Blocks of the permutation pipelines as functions of scalars, for the HLS compiler Bambu: it pipelines such
// functions, so that a new input comes every clock (host/bitstream/bambu.ts).
#pragma once

#include <cstdint>

#define SY_LANES(lane)                                                                                \
  lane(0), lane(1), lane(2), lane(3), lane(4), lane(5), lane(6), lane(7), lane(8), lane(9), lane(10), \
      lane(11), lane(12), lane(13), lane(14), lane(15)
#define SY_LANE_IN(i) uint64_t x##i
#define SY_LANE_OUT(i) uint64_t* y##i

// y0 = cube_lazily(x0).
extern "C" void bambu_cube(uint64_t x0, uint64_t* y0);
// external_round_lazily<16> with the constants of one round, and internal_round_lazily<16>.
extern "C" void bambu_external_round(SY_LANES(SY_LANE_IN), SY_LANES(SY_LANE_OUT));
extern "C" void bambu_internal_round(SY_LANES(SY_LANE_IN), SY_LANES(SY_LANE_OUT));
