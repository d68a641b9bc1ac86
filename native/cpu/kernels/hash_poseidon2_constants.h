// Round constants for the permutation over lanes.
#pragma once

#include "cpu/kernels/hash_poseidon2_internal.h"
#include "math/poseidon2.h"

namespace switchyard::cpu::SY_ISA {

// Round constants minus p, so that adding one to an element in [0, p) gives a signed word in [-p, p).
//
// They also take off what the internal layers have added. In partial rounds, element i of the lanes is that
// of the state plus an offset: the layer adds the slack to some elements, and each brings its offset into the
// sum. Only element 0 meets an S-box, so that its constants are all that must know; those of the first full
// round after the partial ones set all elements right.
template <class F, int width>
struct NegativeConstants {
  static constexpr int kPartialRounds = Poseidon2Constants<F, width>::kPartialRounds;
  uint32_t initial[kPoseidon2HalfFullRounds][width];
  uint32_t partial[kPartialRounds];
  uint32_t final[kPoseidon2HalfFullRounds][width];

  constexpr NegativeConstants() : initial{}, partial{}, final{} {
    const auto& source = kPoseidon2RoundConstants<F, width>;
    for (int r = 0; r < kPoseidon2HalfFullRounds; ++r) {
      for (int i = 0; i < width; ++i) {
        initial[r][i] = source.initial[r][i].value - F::kPrime;
        final[r][i] = source.final[r][i].value - F::kPrime;
      }
    }
    Element<F> offset[width] = {};
    for (int r = 0; r < kPartialRounds; ++r) {
      partial[r] = (source.partial[r] - offset[0]).value - F::kPrime;
      offset[0] = {0};
      poseidon2_internal_layer<width>(offset);
      add_slack(offset, std::make_integer_sequence<int, width - kPoseidon2SmallDiagonal>{});
    }
    for (int i = 0; i < width; ++i) final[0][i] = (source.final[0][i] - offset[i]).value - F::kPrime;
  }

 private:
  template <int... i>
  static constexpr void add_slack(Element<F> (&offset)[width], std::integer_sequence<int, i...>) {
    const auto add = [](Element<F>& x, bool takes) {
      if (takes) x = x + Element<F>{kSlack<F>};
    };
    (add(offset[kPoseidon2SmallDiagonal + i], kTakesSlack<F, Poseidon2Diagonal<F, width>::kShifts[i]>), ...);
  }
};
template <class F, int width>
inline constexpr NegativeConstants<F, width> kNegativeConstants{};

}  // namespace switchyard::cpu::SY_ISA
