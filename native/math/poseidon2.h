// The Poseidon2 permutation (Grassi, Khovratovich, Schofnegger 2023) with Plonky3's default parameters, over
// any element type E of width 16 or 24.
//
// Layout: external linear layer; 4 full rounds; partial rounds; 4 full rounds. A full round adds constants to
// all elements, applies x^d to all and the external layer; a partial round does so to element 0 alone and
// applies the internal layer.
#pragma once

#include <utility>

#include "element.h"
#include "poseidon2_constants.h"
#include "poseidon2_diagonal.h"
#include "poseidon2_words.h"

namespace switchyard {

// The round constants in Montgomery form.
template <class F, int width>
struct Poseidon2RoundConstants {
  using Source = Poseidon2Constants<F, width>;
  static constexpr int kPartialRounds = Source::kPartialRounds;

  Element<F> initial[kPoseidon2HalfFullRounds][width];
  Element<F> partial[kPartialRounds];
  Element<F> final[kPoseidon2HalfFullRounds][width];

  constexpr Poseidon2RoundConstants() : initial{}, partial{}, final{} {
    for (int r = 0; r < kPoseidon2HalfFullRounds; ++r) {
      for (int i = 0; i < width; ++i) {
        initial[r][i] = Element<F>::from_canonical(Source::kInitial[r][i]);
        final[r][i] = Element<F>::from_canonical(Source::kFinal[r][i]);
      }
    }
    for (int r = 0; r < kPartialRounds; ++r) partial[r] = Element<F>::from_canonical(Source::kPartial[r]);
  }
};

template <class F, int width>
SY_CONSTANTS Poseidon2RoundConstants<F, width> kPoseidon2RoundConstants{};

// x^3 for KoalaBear, x^7 for BabyBear.
template <class E>
SY_INLINE constexpr E poseidon2_sbox(E x) {
  if constexpr (E::Field::kSboxDegree == 3) {
    return cube(x);
  } else {
    static_assert(E::Field::kSboxDegree == 7, "the S-box degree is a property of the field");
    const E x3 = cube(x);
    return x3 * x3 * x;
  }
}

// Whether states of E are permuted as poseidon2_words.h does it.
template <class E>
inline constexpr bool kPermutesWords = false;
#if defined(__CUDA_ARCH__)
template <class F>
inline constexpr bool kPermutesWords<Element<F>> = true;
#endif

// (x + constant)^d.
template <class E>
SY_INLINE constexpr E poseidon2_add_and_sbox(E x, Element<typename E::Field> constant) {
  if constexpr (kPermutesWords<E>)
    return poseidon2_signed_sbox(x, constant);
  else
    return poseidon2_sbox(x + E::broadcast(constant));
}

// Multiplies by circ(2, 3, 1, 1): 7 additions and 2 doublings.
template <class E>
SY_INLINE constexpr void poseidon2_mat4(E& a, E& b, E& c, E& d) {
  const E ab = a + b;
  const E cd = c + d;
  const E all = ab + cd;
  const E all_b = all + b;
  const E all_d = all + d;
  d = all_d + twice(a);
  b = all_b + twice(c);
  a = all_b + ab;
  c = all_d + cd;
}

// mat4 on every group of four, then to each element the sum of its column over all groups.
template <int width, class E>
SY_INLINE constexpr void poseidon2_external_layer(E (&s)[width]) {
  static_assert(width == 16 || width == 24, "the sums below are of four or six groups");
  SY_HOST_UNROLL(6)
  for (int i = 0; i < width; i += 4) poseidon2_mat4(s[i], s[i + 1], s[i + 2], s[i + 3]);
  SY_HOST_UNROLL(4)
  for (int k = 0; k < 4; ++k) {
    // In pairs, as a sum in sequence is a longer chain of reductions.
    E sum = (s[k] + s[k + 4]) + (s[k + 8] + s[k + 12]);
    if constexpr (width == 24) sum = sum + (s[k + 16] + s[k + 20]);
    SY_HOST_UNROLL(6)
    for (int i = k; i < width; i += 4) s[i] = s[i] + sum;
  }
}

template <int width, class E, int... i>
SY_INLINE constexpr void poseidon2_internal_shifts(E (&s)[width], E sum, std::integer_sequence<int, i...>) {
  using Diagonal = Poseidon2Diagonal<typename E::Field, width>;
  const auto scaled = [&](auto index) {
    constexpr int shift = Diagonal::kShifts[decltype(index)::value];
    E& x = s[kPoseidon2SmallDiagonal + decltype(index)::value];
    if constexpr (shift > 0) {
      x = sum + div_2exp<shift>(x);
    } else {
      x = sum - div_2exp<-shift>(x);
    }
  };
  (scaled(std::integral_constant<int, i>{}), ...);
}

// s_i -> sum + V_i * s_i.
template <int width, class E>
SY_INLINE constexpr void poseidon2_internal_layer(E (&s)[width]) {
  // Element 0 comes late out of the S-box, so it joins the sum last.
  E sum = s[1];
  for (int i = 2; i < width; ++i) sum = sum + s[i];
  sum = sum + s[0];
  s[0] = sum - twice(s[0]);
  s[1] = sum + s[1];
  s[2] = sum + twice(s[2]);
  s[3] = sum + halve(s[3]);
  s[4] = sum + (twice(s[4]) + s[4]);
  s[5] = sum + twice(twice(s[5]));
  s[6] = sum - halve(s[6]);
  s[7] = sum - (twice(s[7]) + s[7]);
  s[8] = sum - twice(twice(s[8]));
  poseidon2_internal_shifts<width>(s, sum,
                                   std::make_integer_sequence<int, width - kPoseidon2SmallDiagonal>{});
}

// Permutes the state in place.
template <int width, class E>
SY_INLINE constexpr void poseidon2_permute(E (&s)[width]) {
  using F = typename E::Field;
  const auto& constants = kPoseidon2RoundConstants<F, width>;
  poseidon2_external_layer<width>(s);
  for (int r = 0; r < kPoseidon2HalfFullRounds; ++r) {
    for (int i = 0; i < width; ++i) s[i] = poseidon2_add_and_sbox(s[i], constants.initial[r][i]);
    poseidon2_external_layer<width>(s);
  }
  for (int r = 0; r < Poseidon2Constants<F, width>::kPartialRounds; ++r) {
    s[0] = poseidon2_add_and_sbox(s[0], constants.partial[r]);
    if constexpr (kPermutesWords<E>)
      poseidon2_internal_words<width>(s);
    else
      poseidon2_internal_layer<width>(s);
  }
  if constexpr (kPermutesWords<E>) poseidon2_reduce_words<width>(s);
  for (int r = 0; r < kPoseidon2HalfFullRounds; ++r) {
    for (int i = 0; i < width; ++i) s[i] = poseidon2_add_and_sbox(s[i], constants.final[r][i]);
    poseidon2_external_layer<width>(s);
  }
}

}  // namespace switchyard
