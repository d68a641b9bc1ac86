// Extension fields over an element type E: K = F[X] / m(X), coefficients low degree first.
//
// The modulus is a template parameter. Degree 4 uses a binomial X^4 - w; KoalaBear has no binomial of degree
// 5 (5 does not divide p - 1), so its degree-5 modulus is the trinomial X^5 + X^2 - 1, as in Plonky3.
#pragma once

#include "element.h"

namespace switchyard {

struct KoalaBear4 {
  using Base = KoalaBear;
  static constexpr int kDegree = 4;
  static constexpr uint32_t kBinomial = 3;  // X^4 = 3
};

struct BabyBear4 {
  using Base = BabyBear;
  static constexpr int kDegree = 4;
  static constexpr uint32_t kBinomial = 11;  // X^4 = 11
};

struct KoalaBear5 {
  using Base = KoalaBear;
  static constexpr int kDegree = 5;  // X^5 = 1 - X^2
};

template <class M, class E = Element<typename M::Base>>
struct Extension {
  using Modulus = M;
  using BaseElement = E;
  static constexpr int kDegree = M::kDegree;

  E c[kDegree];

  static SY_INLINE constexpr Extension from_base(E x) {
    Extension r{};
    r.c[0] = x;
    for (int i = 1; i < kDegree; ++i) r.c[i] = E::broadcast(Element<typename M::Base>::zero());
    return r;
  }
  static SY_INLINE constexpr Extension zero() {
    return from_base(E::broadcast(Element<typename M::Base>::zero()));
  }
  static SY_INLINE constexpr Extension one() {
    return from_base(E::broadcast(Element<typename M::Base>::one()));
  }
  // The same scalar in every lane.
  static SY_INLINE constexpr Extension broadcast(const Extension<M>& x) {
    Extension r{};
    for (int i = 0; i < kDegree; ++i) r.c[i] = E::broadcast(x.c[i]);
    return r;
  }

  friend SY_INLINE constexpr Extension operator+(const Extension& a, const Extension& b) {
    Extension r{};
    for (int i = 0; i < kDegree; ++i) r.c[i] = a.c[i] + b.c[i];
    return r;
  }
  friend SY_INLINE constexpr Extension operator-(const Extension& a, const Extension& b) {
    Extension r{};
    for (int i = 0; i < kDegree; ++i) r.c[i] = a.c[i] - b.c[i];
    return r;
  }
  SY_INLINE constexpr Extension operator-() const {
    Extension r{};
    for (int i = 0; i < kDegree; ++i) r.c[i] = -c[i];
    return r;
  }
  friend SY_INLINE constexpr Extension operator*(const Extension& a, const Extension& b) {
    E product[2 * kDegree - 1];
    for (int i = 0; i < 2 * kDegree - 1; ++i) {
      const int first = i < kDegree ? 0 : i - kDegree + 1;
      const int last = i < kDegree ? i : kDegree - 1;
      E sum = a.c[first] * b.c[i - first];
      for (int j = first + 1; j <= last; ++j) sum = sum + a.c[j] * b.c[i - j];
      product[i] = sum;
    }
    return fold(product);
  }
  friend SY_INLINE constexpr Extension operator*(const Extension& a, E b) {
    Extension r{};
    for (int i = 0; i < kDegree; ++i) r.c[i] = a.c[i] * b;
    return r;
  }

  // Reduces a product of degree 2 * kDegree - 2 by the modulus.
  static SY_INLINE constexpr Extension fold(const E (&t)[2 * kDegree - 1]) {
    Extension r{};
    if constexpr (kDegree == 4) {
      const E w = E::broadcast(Element<typename M::Base>::from_canonical(M::kBinomial));
      for (int i = 0; i < 3; ++i) r.c[i] = t[i] + w * t[i + 4];
      r.c[3] = t[3];
    } else {
      static_assert(kDegree == 5, "a new degree needs its own reduction");
      // X^5 = 1 - X^2, X^6 = X - X^3, X^7 = X^2 - X^4, X^8 = X^3 + X^2 - 1.
      r.c[0] = t[0] + t[5] - t[8];
      r.c[1] = t[1] + t[6];
      r.c[2] = t[2] - t[5] + t[7] + t[8];
      r.c[3] = t[3] - t[6] + t[8];
      r.c[4] = t[4] - t[7];
    }
    return r;
  }
};

template <class M, class E>
SY_INLINE constexpr bool operator==(const Extension<M, E>& a, const Extension<M, E>& b) {
  for (int i = 0; i < M::kDegree; ++i)
    if (a.c[i] != b.c[i]) return false;
  return true;
}

template <class M, class E>
SY_INLINE constexpr Extension<M, E> square(const Extension<M, E>& a) {
  return a * a;
}

template <class M>
SY_INLINE constexpr Extension<M> power(const Extension<M>& base, uint64_t exponent) {
  return power(base, exponent, Extension<M>::one());
}

// Coefficients of X^p, X^2p, X^3p, X^4p in KoalaBear5, canonical: the rows of the Frobenius map, which is
// linear over the base field. Computed once from X^p mod (X^5 + X^2 - 1); the tests derive them again.
SY_TABLE uint32_t kKoalaBear5Frobenius[4][5] = {
    {1576402667u, 1173144480u, 1567662457u, 1206866823u, 2428146u},
    {1680345488u, 1381986u, 615237464u, 1380104858u, 295431824u},
    {441230756u, 323126830u, 704986542u, 1445620072u, 503505220u},
    {1364444097u, 1144738982u, 2008416047u, 143367062u, 1027410849u},
};

// X^p / X for X^4 = w: w^((p-1)/4).
template <class M>
inline constexpr Element<typename M::Base> kFrobeniusFactor =
    power(Element<typename M::Base>::from_canonical(M::kBinomial), (M::Base::kPrime - 1) / 4);

// a^p.
template <class M, class E>
SY_INLINE constexpr Extension<M, E> frobenius(const Extension<M, E>& a) {
  using S = Element<typename M::Base>;
  Extension<M, E> r = Extension<M, E>::from_base(a.c[0]);
  if constexpr (M::kDegree == 4) {
    S factor = kFrobeniusFactor<M>;
    for (int i = 1; i < 4; ++i) {
      r.c[i] = a.c[i] * E::broadcast(factor);
      factor = factor * kFrobeniusFactor<M>;
    }
  } else {
    for (int k = 1; k < 5; ++k)
      for (int i = 0; i < 5; ++i)
        r.c[i] = r.c[i] + a.c[k] * E::broadcast(S::from_canonical(kKoalaBear5Frobenius[k - 1][i]));
  }
  return r;
}

// The norm a^(1 + p + ... + p^(d-1)) of a, an element of the base field, and the product of the conjugates
// other than a itself: a * conjugates = norm. The norm is 0 for a = 0 alone.
template <class M, class E>
SY_INLINE constexpr E norm_and_conjugates(const Extension<M, E>& a, Extension<M, E>& conjugates) {
  if constexpr (M::kDegree == 4) {
    // Through F(Y), Y = X^2, Y^2 = w: a = u + X v, and (u + X v)(u - X v) = u^2 - Y v^2 = n0 + n1 Y.
    const E w = E::broadcast(Element<typename M::Base>::from_canonical(M::kBinomial));
    const E wa3 = w * a.c[3];
    const E n0 = square(a.c[0]) + w * square(a.c[2]) - twice(a.c[1] * wa3);
    const E n1 = twice(a.c[0] * a.c[2]) - square(a.c[1]) - a.c[3] * wa3;
    const E wn1 = w * n1;
    conjugates.c[0] = a.c[0] * n0 - a.c[2] * wn1;
    conjugates.c[1] = a.c[3] * wn1 - a.c[1] * n0;
    conjugates.c[2] = a.c[2] * n0 - a.c[0] * n1;
    conjugates.c[3] = a.c[1] * n1 - a.c[3] * n0;
    return square(n0) - n1 * wn1;
  } else {
    static_assert(M::kDegree == 5, "a new degree needs its own chain");
    // t = a^(p + p^2), and t * t^(p^2) = a^(p + p^2 + p^3 + p^4). Of the norm only c0 is not 0.
    const Extension<M, E> t = frobenius(a * frobenius(a));
    conjugates = t * frobenius(frobenius(t));
    const auto& b = conjugates.c;
    const E t5 = a.c[1] * b[4] + a.c[2] * b[3] + a.c[3] * b[2] + a.c[4] * b[1];
    return a.c[0] * b[0] + t5 - a.c[4] * b[4];
  }
}

// 1/a; 0 for a = 0.
template <class M>
SY_INLINE constexpr Extension<M> inverse(const Extension<M>& a) {
  Extension<M> conjugates{};
  const Element<typename M::Base> norm = norm_and_conjugates(a, conjugates);
  return conjugates * inverse(norm);
}

}  // namespace switchyard
