// The internal layer of Poseidon2 lane by lane, by shifts and additions alone.
#pragma once

#include "koalabear_lazy.h"
#include "math/poseidon2.h"

namespace switchyard::fpga {

// V_i of the internal matrix 1 + Diag(V): `multiple`, or, where that is 0, 2^-shift with the sign of shift.
struct DiagonalEntry {
  int multiple;
  int shift;
};

template <int width>
constexpr DiagonalEntry diagonal_entry(int i) {
  constexpr DiagonalEntry small[kPoseidon2SmallDiagonal] = {{-2, 0}, {1, 0},  {2, 0},  {0, 1}, {3, 0},
                                                            {4, 0},  {0, -1}, {-3, 0}, {-4, 0}};
  if (i < kPoseidon2SmallDiagonal) return small[i];
  return {0, Poseidon2Diagonal<KoalaBear, width>::kShifts[i - kPoseidon2SmallDiagonal]};
}

// Lane i >= 1 of the state between internal rounds. `next` is the lane after the layer, without a reduction
// where the factor shrinks it. What it computes differs from sum + V_i * x by a known constant: `next_offset`
// follows that difference, and the next round constant takes it out.
template <int width, int i>
struct InternalLane {
  static constexpr DiagonalEntry kEntry = diagonal_entry<width>(i);
  static constexpr int kShift = kEntry.shift < 0 ? -kEntry.shift : kEntry.shift;
  // Fixed points of the bounds in `next`, in units of 2^31, with sum < 1.6: a folded lane stays below 1.6;
  // halves reach (1.6 + 1) / (1 - 1/2) = 5.2, or 1.6 + 1 + 4 for the complement of 33 bits, both below 8; a
  // quarter reaches 2.6 / (3/4) = 3.5, or 2.6 + 1, and lesser parts less, below 4.
  static constexpr int kBits = kEntry.multiple != 0 ? 32 : kShift == 1 ? 34 : 33;

  static uint64_t next(uint64_t sum, uint64_t x) {
#pragma HLS INLINE
    if constexpr (kEntry.multiple > 0) {
      return fold<35>(bounded<35>(sum + uint64_t{kEntry.multiple} * x));
    } else if constexpr (kEntry.multiple < 0) {
      return fold<36>(bounded<36>(sum + uint64_t{-kEntry.multiple} * (x ^ kOnes)));
    } else if constexpr (kEntry.shift > 0) {
      return bounded<kBits>(sum + (x >> kShift) + scaled_low((x & kLowMask) ^ kLowMask));
    } else {
      return bounded<kBits>(sum + ((x >> kShift) ^ (kOnes >> kShift)) + scaled_low(x & kLowMask));
    }
  }

  static constexpr Element<KoalaBear> next_offset(Element<KoalaBear> sum, Element<KoalaBear> x) {
    using E = Element<KoalaBear>;
    if constexpr (kEntry.multiple != 0) {
      constexpr int times = kEntry.multiple < 0 ? -kEntry.multiple : kEntry.multiple;
      E scaled = E::zero();
      for (int k = 0; k < times; ++k) scaled = scaled + (kEntry.multiple < 0 ? residue(kOnes) - x : x);
      return sum + scaled + E{kFoldOffset};
    } else if constexpr (kEntry.shift > 0) {
      return sum + div_2exp<kShift>(x) - residue((uint64_t{127} << (24 - kShift)) + 1);
    } else {
      return sum - div_2exp<kShift>(x) + residue(kOnes >> kShift);
    }
  }

 private:
  static constexpr uint64_t kOnes = (uint64_t{1} << kBits) - 1;
  static constexpr uint64_t kLowMask = (uint64_t{1} << kShift) - 1;

  static constexpr Element<KoalaBear> residue(uint64_t x) {
    return {static_cast<uint32_t>(x % KoalaBear::kPrime)};
  }
  // 127 * 2^(24-k) * l, which is -l * 2^-k mod p.
  static uint64_t scaled_low(uint64_t l) { return ((l << 7) - l) << (24 - kShift); }
};

}  // namespace switchyard::fpga
