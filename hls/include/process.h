// Dataflow regions in source that both the HLS compiler and C simulation read.
//
//   #pragma HLS DATAFLOW
//     SY_REGION(region);
//     hls::stream<Beat, 16> beats("beats");
//     hls::stream<Beat> lanes[4];
//     SY_NAME(lanes);
//     SY_PROCESS(region, fetch(port, beats));
//     SY_LANE(region, i, absorb(lanes[i]));   // in an unrolled loop over i
//     SY_RUN(region);
//
// A process says SY_TICK(II) once an iteration of its pipelined loops; C simulation counts the clocks that it
// would take at least, and a region takes as many as its busiest process.
//
// Under synthesis these are the bare calls in order, the canonical form of a region; in C simulation each
// call becomes a coroutine of hls/sim.
#pragma once

#include <hls_stream.h>

#ifdef __SYNTHESIS__
#define SY_REGION(region)
#define SY_PROCESS(region, ...) __VA_ARGS__
#define SY_LANE(region, lane, ...) __VA_ARGS__
#define SY_RUN(region)
#define SY_TICK(clocks)
#define SY_NAME(streams)
#else
#define SY_REGION(region) ::switchyard::fpga::sim::Region region
#define SY_PROCESS(region, ...) region.add(#__VA_ARGS__, [&] { __VA_ARGS__; })
#define SY_LANE(region, lane, ...) region.add(#__VA_ARGS__, [&, lane] { __VA_ARGS__; })
#define SY_RUN(region) region.run()
#define SY_NAME(streams) ::switchyard::fpga::sim::name_streams(streams, #streams)
#define SY_TICK(clocks) ::switchyard::fpga::sim::tick(clocks)
#endif
