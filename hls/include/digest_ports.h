// The way of digests from memory to a sponge and back.
#pragma once

#include "absorb.h"

namespace switchyard::fpga {

// Pairs of digests that become chunks of 16 words.
struct PairRange {
  enum Kind : uint8_t {
    kNone,
    kChildren,  // digests 2i and 2i + 1 from `first` on
    kZip,       // digest i from `first` on, beside digest i from `second` on
  };
  Kind kind;
  uint64_t first;   // in digests, even
  uint64_t second;  // likewise
  uint64_t pairs;
};

// A lone digest at the end of a layer lies in the lower half of its beat.
inline void read_pairs(const Beat* digests, const PairRange& range, BeatStream& chunks) {
  const uint64_t first_beat = range.first / 2, second_beat = range.second / 2;
  if (range.kind == PairRange::kChildren) {
  READ_CHILDREN:
    for (uint64_t i = 0; i < range.pairs; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1048576
      SY_TICK(1);
      chunks.write(digests[first_beat + i]);
    }
  } else if (range.kind == PairRange::kZip) {
    // Two beats of each layer in turn: a pair a clock.
    Beat upper = 0, beside_upper = 0;
  READ_ZIP:
    for (uint64_t i = 0; i < range.pairs; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1048576
      SY_TICK(1);
      Beat left = upper, right = beside_upper;
      const bool is_upper = i & 1;
      if (!is_upper) {
        left = digests[first_beat + i / 2];
        right = digests[second_beat + i / 2];
        upper = left;
        beside_upper = right;
      }
      chunks.write(pair(half(left, is_upper), half(right, is_upper)));
    }
  }
}

// `count` digests to digest `first` on, two a beat; an odd last one is alone in its beat.
inline void store(Beat* digests, uint64_t first, uint64_t count, DigestStream& made) {
STORE_BEATS:
  for (uint64_t i = 0; i < (count + 1) / 2; ++i) {
#pragma HLS PIPELINE II = 2
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1048576
    SY_TICK(2);
    const Digest lower = made.read();
    const Digest upper = 2 * i + 1 < count ? made.read() : Digest(0);
    digests[first / 2 + i] = pair(lower, upper);
  }
}

}  // namespace switchyard::fpga
