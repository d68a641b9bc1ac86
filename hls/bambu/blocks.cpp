#include "blocks.h"

#include "poseidon2_lazy.h"

using namespace switchyard::fpga;

namespace {

// Any round will do: constants are wires.
constexpr const auto& kConstants = LazyPoseidon2<16>::kConstants;

}  // namespace

#pragma HLS interface port = y0 mode = none
extern "C" void bambu_cube(uint64_t x0, uint64_t* y0) { *y0 = cube_lazily(bounded<32>(x0)); }

#pragma HLS interface port = y0 mode = none
#pragma HLS interface port = y1 mode = none
#pragma HLS interface port = y2 mode = none
#pragma HLS interface port = y3 mode = none
#pragma HLS interface port = y4 mode = none
#pragma HLS interface port = y5 mode = none
#pragma HLS interface port = y6 mode = none
#pragma HLS interface port = y7 mode = none
#pragma HLS interface port = y8 mode = none
#pragma HLS interface port = y9 mode = none
#pragma HLS interface port = y10 mode = none
#pragma HLS interface port = y11 mode = none
#pragma HLS interface port = y12 mode = none
#pragma HLS interface port = y13 mode = none
#pragma HLS interface port = y14 mode = none
#pragma HLS interface port = y15 mode = none
extern "C" void bambu_external_round(SY_LANES(SY_LANE_IN), SY_LANES(SY_LANE_OUT)) {
  uint64_t s[16] = {x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, x13, x14, x15};
  external_round_lazily<16>(s, kConstants.external[5]);
  *y0 = s[0];
  *y1 = s[1];
  *y2 = s[2];
  *y3 = s[3];
  *y4 = s[4];
  *y5 = s[5];
  *y6 = s[6];
  *y7 = s[7];
  *y8 = s[8];
  *y9 = s[9];
  *y10 = s[10];
  *y11 = s[11];
  *y12 = s[12];
  *y13 = s[13];
  *y14 = s[14];
  *y15 = s[15];
}

#pragma HLS interface port = y0 mode = none
#pragma HLS interface port = y1 mode = none
#pragma HLS interface port = y2 mode = none
#pragma HLS interface port = y3 mode = none
#pragma HLS interface port = y4 mode = none
#pragma HLS interface port = y5 mode = none
#pragma HLS interface port = y6 mode = none
#pragma HLS interface port = y7 mode = none
#pragma HLS interface port = y8 mode = none
#pragma HLS interface port = y9 mode = none
#pragma HLS interface port = y10 mode = none
#pragma HLS interface port = y11 mode = none
#pragma HLS interface port = y12 mode = none
#pragma HLS interface port = y13 mode = none
#pragma HLS interface port = y14 mode = none
#pragma HLS interface port = y15 mode = none
extern "C" void bambu_internal_round(SY_LANES(SY_LANE_IN), SY_LANES(SY_LANE_OUT)) {
  uint64_t s[16] = {x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, x13, x14, x15};
  internal_round_lazily<16>(s, kConstants.internal[3]);
  *y0 = s[0];
  *y1 = s[1];
  *y2 = s[2];
  *y3 = s[3];
  *y4 = s[4];
  *y5 = s[5];
  *y6 = s[6];
  *y7 = s[7];
  *y8 = s[8];
  *y9 = s[9];
  *y10 = s[10];
  *y11 = s[11];
  *y12 = s[12];
  *y13 = s[13];
  *y14 = s[14];
  *y15 = s[15];
}
