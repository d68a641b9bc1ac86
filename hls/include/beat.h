// What moves through a kernel: beats of 512 bits, the width of its memory ports, and digests of 256.
#pragma once

#include <ap_int.h>

#include <cstdint>

namespace switchyard::fpga {

inline constexpr int kBeatWords = 16;
inline constexpr int kDigestWords = 8;

using Beat = ap_uint<32 * kBeatWords>;
using Digest = ap_uint<32 * kDigestWords>;

template <class Wide>
inline uint32_t word(const Wide& wide, int i) {
#pragma HLS INLINE
  return static_cast<uint32_t>(wide.range(32 * i + 31, 32 * i));
}

template <class Wide>
inline void set_word(Wide& wide, int i, uint32_t value) {
#pragma HLS INLINE
  wide.range(32 * i + 31, 32 * i) = value;
}

// The lower or the upper digest of a beat.
inline Digest half(const Beat& beat, bool upper) {
#pragma HLS INLINE
  Digest digest = 0;
  for (int i = 0; i < kDigestWords; ++i) {
#pragma HLS UNROLL
    set_word(digest, i, upper ? word(beat, kDigestWords + i) : word(beat, i));
  }
  return digest;
}

inline Beat pair(const Digest& lower, const Digest& upper) {
#pragma HLS INLINE
  Beat beat = 0;
  for (int i = 0; i < kDigestWords; ++i) {
#pragma HLS UNROLL
    set_word(beat, i, word(lower, i));
    set_word(beat, kDigestWords + i, word(upper, i));
  }
  return beat;
}

}  // namespace switchyard::fpga
