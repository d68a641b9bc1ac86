// How long a card would take, by C simulation's counts: the documented timing model (docs/fpga.md). Every
// constant is assumed; no card has been measured.
#pragma once

#include <cstdint>

#include "kernel_library.h"

namespace switchyard::model {

// From the first request of a pass to its first digest: a pipeline of 512 and memory twice, 128 each, as in
// the kernels' READMEs.
inline constexpr uint64_t kFillClocks = 800;
inline constexpr double kClockHertz = 300e6;
// A pseudo-channel's share of a U55C's 460 GB/s; a buffer is taken to lie in one.
inline constexpr double kChannelBytesPerSecond = 460e9 / 32;
// What a Gen3 x16 link moves in one direction.
inline constexpr double kLinkBytesPerSecond = 12.5e9;

struct ModelledRun {
  uint64_t clocks;  // with filling
  double seconds;
  const char* bound_by;  // "pipeline", "rows" or "digests": which memory, where it is memory
};

inline ModelledRun modelled(const SwitchyardRunCounts& counts) {
  const uint64_t clocks = counts.clocks + counts.passes * kFillClocks;
  const double pipeline = static_cast<double>(clocks) / kClockHertz;
  const double rows = static_cast<double>(counts.row_bytes) / kChannelBytesPerSecond;
  const double digests = static_cast<double>(counts.digest_bytes) / kChannelBytesPerSecond;
  if (rows > pipeline && rows >= digests) return {clocks, rows, "rows"};
  if (digests > pipeline) return {clocks, digests, "digests"};
  return {clocks, pipeline, "pipeline"};
}

inline double link_seconds(uint64_t bytes) { return static_cast<double>(bytes) / kLinkBytesPerSecond; }

}  // namespace switchyard::model
