// Extension elements over packed lanes: one element per lane, products reduced once per coefficient.
//
// Extension<M, Packed<F>> already has +, - and a product that reduces each of its d^2 terms. The functions
// here add up the d products of a coefficient in 64 bits first, which halves the work.
#pragma once

#include <cstddef>

#include "cpu/lanes/packed.h"
#include "math/extension.h"

namespace switchyard::cpu::SY_ISA {

template <class M>
using PackedExtension = Extension<M, Packed<typename M::Base>>;

// The Frobenius table in Montgomery form.
struct FrobeniusTable {
  uint32_t rows[4][5];
  constexpr FrobeniusTable() : rows{} {
    for (int k = 0; k < 4; ++k)
      for (int i = 0; i < 5; ++i)
        rows[k][i] = Element<KoalaBear>::from_canonical(kKoalaBear5Frobenius[k][i]).value;
  }
};
inline constexpr FrobeniusTable kKoalaBear5FrobeniusMontgomery{};

// x mod 2^32 p, for x < 2^33 p: in [0, 2^32 p). Both candidates have the same low half, and the wrapped one
// is the larger: 2^64 - 2^32 p > 2^32 p.
template <class F, class W>
SY_INLINE W fold_high(W x, W high_prime) {
  return min_high(x, x - high_prime);
}
template <class F>
SY_INLINE Wide high_prime() {
  return broadcast_wide(uint64_t{F::kPrime} << 32);
}

// sum a[i] * b[i] * 2^-32 mod p, in [0, p), for n <= 5 pairs of words below p given as factors.
// Bounds: p < 2^31 gives 4 p^2 < 2^33 p, and 4 p^2 < 2^64; a folded sum and one more product are below
// 2^32 p + p^2 < 2^33 p again. Two products are below 2^32 p as they are.
template <class F, int n>
SY_INLINE Packed<F> dot(const Factor (&a)[n], const Factor (&b)[n]) {
  static_assert(n >= 1 && n <= 5, "the bounds are those of at most 4 + 1 products");
  Wide sum = mul_wide(a[0], b[0]);
  for (int i = 1; i < n; ++i) {
    if (i == 4) sum = fold_high<F>(sum, high_prime<F>());
    sum = sum + mul_wide(a[i], b[i]);
  }
  if constexpr (n > 2) sum = fold_high<F>(sum, high_prime<F>());
  return Packed<F>::reduce(sum);
}

// x * w for the constant w of X^4 = w.
template <class M>
SY_INLINE Packed<typename M::Base> mul_binomial(Packed<typename M::Base> x) {
  using F = typename M::Base;
  if constexpr (M::kBinomial == 3)
    return twice(x) + x;
  else
    return x * Packed<F>::broadcast(Element<F>::from_canonical(M::kBinomial));
}

// a * b. Where one operand is the same in every lane, pass it as b: what is derived from it leaves the loop.
template <class M>
SY_INLINE PackedExtension<M> mul(const PackedExtension<M>& a, const PackedExtension<M>& b) {
  using F = typename M::Base;
  constexpr int d = M::kDegree;
  Factor x[d];
  Factor y[d];
  for (int i = 0; i < d; ++i) {
    x[i] = widen(a.c[i].v);
    y[i] = widen(b.c[i].v);
  }
  // Each coefficient is a row of the matrix of multiplication by b, times a: column j is X^j * b.
  if constexpr (d == 4) {
    const Factor w1 = widen(mul_binomial<M>(b.c[1]).v);
    const Factor w2 = widen(mul_binomial<M>(b.c[2]).v);
    const Factor w3 = widen(mul_binomial<M>(b.c[3]).v);
    return {{dot<F, 4>(x, {y[0], w3, w2, w1}), dot<F, 4>(x, {y[1], y[0], w3, w2}),
             dot<F, 4>(x, {y[2], y[1], y[0], w3}), dot<F, 4>(x, {y[3], y[2], y[1], y[0]})}};
  } else {
    static_assert(d == 5, "a new degree needs its own matrix");
    // X * (c0, .., c4) = (c4, c0, c1 - c4, c2, c3), from X^5 = 1 - X^2.
    const Packed<F> d14 = b.c[1] - b.c[4];
    const Factor m14 = widen(d14.v);
    const Factor m03 = widen((b.c[0] - b.c[3]).v);
    const Factor m42 = widen((b.c[4] - b.c[2]).v);
    const Factor m314 = widen((b.c[3] - d14).v);
    return {{dot<F, 5>(x, {y[0], y[4], y[3], y[2], m14}), dot<F, 5>(x, {y[1], y[0], y[4], y[3], y[2]}),
             dot<F, 5>(x, {y[2], m14, m03, m42, m314}), dot<F, 5>(x, {y[3], y[2], m14, m03, m42}),
             dot<F, 5>(x, {y[4], y[3], y[2], m14, m03})}};
  }
}

// a^p for degree 5: coefficient i is a dot product with column i of the table.
template <class M>
SY_INLINE PackedExtension<M> frobenius5(const PackedExtension<M>& a) {
  using F = typename M::Base;
  const Factor x[4] = {widen(a.c[1].v), widen(a.c[2].v), widen(a.c[3].v), widen(a.c[4].v)};
  PackedExtension<M> r;
  for (int i = 0; i < 5; ++i) {
    const auto& table = kKoalaBear5FrobeniusMontgomery;
    r.c[i] = dot<F, 4>(x, {widen_uniform(table.rows[0][i]), widen_uniform(table.rows[1][i]),
                           widen_uniform(table.rows[2][i]), widen_uniform(table.rows[3][i])});
  }
  r.c[0] = r.c[0] + a.c[0];
  return r;
}

// As norm_and_conjugates of math/extension.h.
template <class M>
SY_INLINE Packed<typename M::Base> packed_norm(const PackedExtension<M>& a, PackedExtension<M>& conjugates) {
  using F = typename M::Base;
  if constexpr (M::kDegree == 4) {
    const Packed<F> w3 = mul_binomial<M>(a.c[3]);
    const Factor x[4] = {widen(a.c[0].v), widen(a.c[1].v), widen(a.c[2].v), widen(a.c[3].v)};
    const Packed<F> n0 =
        dot<F, 3>({x[0], x[2], x[1]}, {x[0], widen(mul_binomial<M>(a.c[2]).v), widen((-twice(w3)).v)});
    const Packed<F> n1 =
        dot<F, 3>({x[0], x[1], x[3]}, {widen(twice(a.c[2]).v), widen((-a.c[1]).v), widen((-w3).v)});
    const Packed<F> wn1 = mul_binomial<M>(n1);
    const Factor y0 = widen(n0.v);
    const Factor y1 = widen((-n1).v);
    const Factor wy1 = widen((-wn1).v);
    conjugates.c[0] = dot<F, 2>({x[0], x[2]}, {y0, wy1});
    conjugates.c[1] = -dot<F, 2>({x[1], x[3]}, {y0, wy1});
    conjugates.c[2] = dot<F, 2>({x[2], x[0]}, {y0, y1});
    conjugates.c[3] = -dot<F, 2>({x[3], x[1]}, {y0, y1});
    return dot<F, 2>({y0, y1}, {y0, widen(wn1.v)});
  } else {
    const PackedExtension<M> t = frobenius5<M>(mul<M>(a, frobenius5<M>(a)));
    conjugates = mul<M>(t, frobenius5<M>(frobenius5<M>(t)));
    const auto& b = conjugates.c;
    const Factor x[5] = {widen(a.c[0].v), widen(a.c[1].v), widen(a.c[2].v), widen(a.c[3].v), widen(a.c[4].v)};
    return dot<F, 5>(x, {widen(b[0].v), widen(b[4].v), widen(b[3].v), widen(b[2].v), widen((b[1] - b[4]).v)});
  }
}

// The first kLanes elements at p, interleaved: c0 .. c(d-1) of one element, then the next.
template <class M>
SY_INLINE PackedExtension<M> load_elements(const uint32_t* p) {
  U32 words[M::kDegree];
  load_interleaved(p, words);
  PackedExtension<M> r;
  for (int k = 0; k < M::kDegree; ++k) r.c[k].v = words[k];
  return r;
}
template <class M>
SY_INLINE void store_elements(const PackedExtension<M>& a, uint32_t* p) {
  U32 words[M::kDegree];
  for (int k = 0; k < M::kDegree; ++k) words[k] = a.c[k].v;
  store_interleaved(words, p);
}

// The same for the first `count` < kLanes elements; the others read as 0.
template <class M>
SY_INLINE PackedExtension<M> load_elements_partial(const uint32_t* p, size_t count) {
  uint32_t words[U32::kLanes * M::kDegree] = {};
  for (size_t i = 0; i < count * M::kDegree; ++i) words[i] = p[i];
  return load_elements<M>(words);
}
template <class M>
SY_INLINE void store_elements_partial(const PackedExtension<M>& a, uint32_t* p, size_t count) {
  uint32_t words[U32::kLanes * M::kDegree];
  store_elements<M>(a, words);
  for (size_t i = 0; i < count * M::kDegree; ++i) p[i] = words[i];
}

// The first min(count, kLanes) elements.
template <class M>
SY_INLINE PackedExtension<M> load_elements_some(const uint32_t* p, size_t count) {
  return count >= U32::kLanes ? load_elements<M>(p) : load_elements_partial<M>(p, count);
}
template <class M>
SY_INLINE void store_elements_some(const PackedExtension<M>& a, uint32_t* p, size_t count) {
  if (count >= U32::kLanes)
    store_elements<M>(a, p);
  else
    store_elements_partial<M>(a, p, count);
}

// One element from memory in every lane.
template <class M>
SY_INLINE PackedExtension<M> broadcast_element(const uint32_t* p) {
  PackedExtension<M> r;
  for (int k = 0; k < M::kDegree; ++k) r.c[k].v = U32::broadcast(p[k]);
  return r;
}

}  // namespace switchyard::cpu::SY_ISA
