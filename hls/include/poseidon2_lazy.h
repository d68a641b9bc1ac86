// Poseidon2 over KoalaBear as a sequence of steps that a pipeline does one after another, or that one
// external and one internal unit do in turn.
//
// A state is `width` words of up to 34 bits, congruent to x * 2^48 (koalabear_lazy.h) plus a constant that is
// known beforehand; each round constant takes out what the steps before it have left. Equal to
// native/math/poseidon2.h: hls/test/lazy.cpp.
#pragma once

#include "poseidon2_diagonal.h"

namespace switchyard::fpga {

template <int width>
struct LazyPoseidon2 {
  using Source = Poseidon2Constants<KoalaBear, width>;
  static constexpr int kPartialRounds = Source::kPartialRounds;
  static constexpr int kHalf = kPoseidon2HalfFullRounds;
  // The external layer on the input, the first full rounds, the partial rounds, the constants that they have
  // not added to the other lanes, the last full rounds.
  static constexpr int kFirstInternal = 1 + kHalf;
  static constexpr int kRejoin = kFirstInternal + kPartialRounds;
  static constexpr int kSteps = kRejoin + 1 + kHalf;

  // What each step adds before it folds, in [0, p): `external` by number of the external layer.
  struct Constants {
    uint32_t external[2 * kHalf + 1][width] = {};
    uint32_t internal[kPartialRounds] = {};  // to lane 0
    uint32_t rejoin[width] = {};             // to all lanes but lane 0
    constexpr Constants();
  };
  static constexpr Constants kConstants{};
};

namespace detail {

using LazyElement = Element<KoalaBear>;

// c * 2^48 mod p.
constexpr LazyElement pipeline_constant(uint32_t canonical) {
  constexpr uint64_t r = (uint64_t{1} << 48) % KoalaBear::kPrime;
  return {static_cast<uint32_t>(canonical * r % KoalaBear::kPrime)};
}

template <int width, int... i>
constexpr LazyElement next_offsets(LazyElement (&offset)[width], std::integer_sequence<int, i...>) {
  // Lane 0 comes out of the S-box, where it has no offset.
  LazyElement sum{kFoldOffset};
  for (int k = 1; k < width; ++k) sum = sum + offset[k];
  ((offset[i + 1] = InternalLane<width, i + 1>::next_offset(sum, offset[i + 1])), ...);
  return sum;
}

}  // namespace detail

template <int width>
constexpr LazyPoseidon2<width>::Constants::Constants() {
  using E = detail::LazyElement;
  constexpr E fold_offset{kFoldOffset};
  for (int i = 0; i < width; ++i) {
    for (int r = 0; r < kHalf; ++r)
      external[r][i] = (detail::pipeline_constant(Source::kInitial[r][i]) - fold_offset).value;
    for (int r = 1; r < kHalf; ++r)
      external[kHalf + r][i] = (detail::pipeline_constant(Source::kFinal[r][i]) - fold_offset).value;
    external[2 * kHalf][i] = (-fold_offset).value;
  }
  // Lanes other than 0 get no constant on entering the partial rounds: they keep the fold's offset.
  external[kHalf][0] = (detail::pipeline_constant(Source::kPartial[0]) - fold_offset).value;
  E offset[width] = {};
  for (int i = 1; i < width; ++i) offset[i] = fold_offset;
  // Lane 0 is multiplied by -2 as the complement of 31 bits.
  constexpr E twice_ones = E{0x7fffffffu % KoalaBear::kPrime} + E{0x7fffffffu % KoalaBear::kPrime};
  for (int r = 0; r < kPartialRounds; ++r) {
    const E sum = detail::next_offsets(offset, std::make_integer_sequence<int, width - 1>{});
    const uint32_t next = r + 1 < kPartialRounds ? Source::kPartial[r + 1] : Source::kFinal[0][0];
    internal[r] = (detail::pipeline_constant(next) - sum - twice_ones - fold_offset).value;
  }
  for (int i = 1; i < width; ++i)
    rejoin[i] = (detail::pipeline_constant(Source::kFinal[0][i]) - offset[i] - fold_offset).value;
}

// Sums of circ(2, 3, 1, 1) and of columns: coefficients of a row add up to 35 (width 16) or 49 (width 24), so
// that words below 1.6 * 2^31 give less than 2^38, and after the fold less than 1.6 * 2^31 again.
template <int width>
inline void external_layer_lazily(uint64_t (&s)[width], const uint32_t (&constants)[width]) {
#pragma HLS INLINE
  for (int i = 0; i < width; i += 4) {
#pragma HLS UNROLL
    const uint64_t a = s[i], b = s[i + 1], c = s[i + 2], d = s[i + 3];
    const uint64_t ab = a + b, cd = c + d, all = ab + cd;
    s[i] = bounded<35>(all + b + ab);
    s[i + 1] = bounded<35>(all + b + 2 * c);
    s[i + 2] = bounded<35>(all + d + cd);
    s[i + 3] = bounded<35>(all + d + 2 * a);
  }
  for (int k = 0; k < 4; ++k) {
#pragma HLS UNROLL
    uint64_t sum = 0;
    for (int i = k; i < width; i += 4) {
#pragma HLS UNROLL
      sum += s[i];
    }
    for (int i = k; i < width; i += 4) {
#pragma HLS UNROLL
      s[i] = fold<38>(bounded<38>(s[i] + sum + constants[i]));
    }
  }
}

template <int width>
inline void external_round_lazily(uint64_t (&s)[width], const uint32_t (&constants)[width]) {
#pragma HLS INLINE
  for (int i = 0; i < width; ++i) {
#pragma HLS UNROLL
    s[i] = cube_lazily(s[i]);
  }
  external_layer_lazily<width>(s, constants);
}

namespace detail {

template <int width, int... i>
inline void next_lanes(uint64_t (&s)[width], uint64_t sum, std::integer_sequence<int, i...>) {
#pragma HLS INLINE
  ((s[i + 1] = InternalLane<width, i + 1>::next(sum, s[i + 1])), ...);
}

}  // namespace detail

// The S-box on lane 0, whose round constant it already has, the internal layer, and the next constant on lane
// 0. The sum of all lanes is folded once: below (1 + 9 * 1.6 + 5.2 + 6.6 + 15 * 3.6) * 2^31 for width 24.
template <int width>
inline void internal_round_lazily(uint64_t (&s)[width], uint32_t constant) {
#pragma HLS INLINE
  uint64_t others = 0;
  for (int i = 1; i < width; ++i) {
#pragma HLS UNROLL
    others += s[i];
  }
  const uint64_t x = cube_lazily(s[0]);
  const uint64_t sum = fold<38>(bounded<38>(others + x));
  s[0] = fold<35>(bounded<35>(sum + 2 * (x ^ 0x7fffffffu) + constant));
  detail::next_lanes(s, sum, std::make_integer_sequence<int, width - 1>{});
}

// The round constants that the partial rounds have not added.
template <int width>
inline void rejoin_lazily(uint64_t (&s)[width], const uint32_t (&constants)[width]) {
#pragma HLS INLINE
  for (int i = 1; i < width; ++i) {
#pragma HLS UNROLL
    s[i] = fold<35>(bounded<35>(s[i] + constants[i]));
  }
}

// The permutation of words below 1.6 * 2^31; so is the result, without an offset. One after another: `width`
// * 8 + partial rounds cubes in hardware.
template <int width>
inline void permute_lazily(uint64_t (&s)[width]) {
#pragma HLS INLINE
  using P = LazyPoseidon2<width>;
  const auto& constants = P::kConstants;
  external_layer_lazily<width>(s, constants.external[0]);
  for (int r = 1; r <= P::kHalf; ++r) {
#pragma HLS UNROLL
    external_round_lazily<width>(s, constants.external[r]);
  }
  for (int r = 0; r < P::kPartialRounds; ++r) {
#pragma HLS UNROLL
    internal_round_lazily<width>(s, constants.internal[r]);
  }
  rejoin_lazily<width>(s, constants.rejoin);
  for (int r = P::kHalf + 1; r <= 2 * P::kHalf; ++r) {
#pragma HLS UNROLL
    external_round_lazily<width>(s, constants.external[r]);
  }
}

// Step 0 <= step < LazyPoseidon2<width>::kSteps of the permutation, for one external and one internal unit
// that are used in turn.
template <int width>
inline void permute_step(uint64_t (&s)[width], int step) {
#pragma HLS INLINE
  using P = LazyPoseidon2<width>;
  const auto& constants = P::kConstants;
  const bool is_internal = step >= P::kFirstInternal && step < P::kRejoin;
  if (is_internal) {
    internal_round_lazily<width>(s, constants.internal[step - P::kFirstInternal]);
  } else if (step == P::kRejoin) {
    rejoin_lazily<width>(s, constants.rejoin);
  } else {
    const int layer = step < P::kFirstInternal ? step : step - P::kPartialRounds - 1;
    // The layer on the input goes without S-boxes; the unit is the same.
    for (int i = 0; i < width; ++i) {
#pragma HLS UNROLL
      s[i] = step == 0 ? s[i] : cube_lazily(s[i]);
    }
    external_layer_lazily<width>(s, constants.external[layer]);
  }
}

}  // namespace switchyard::fpga
