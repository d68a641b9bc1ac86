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
inline constexpr uint32_t kKoalaBear5Frobenius[4][5] = {
    {1576402667u, 1173144480u, 1567662457u, 1206866823u, 2428146u},
    {1680345488u, 1381986u, 615237464u, 1380104858u, 295431824u},
    {441230756u, 323126830u, 704986542u, 1445620072u, 503505220u},
    {1364444097u, 1144738982u, 2008416047u, 143367062u, 1027410849u},
};

// a^p.
template <class M>
SY_INLINE constexpr Extension<M> frobenius(const Extension<M>& a) {
  using E = Element<typename M::Base>;
  Extension<M> r = Extension<M>::from_base(a.c[0]);
  if constexpr (M::kDegree == 4) {
    // X^p = w^((p-1)/4) X for a binomial.
    const E z = power(E::from_canonical(M::kBinomial), (M::Base::kPrime - 1) / 4);
    E factor = z;
    for (int i = 1; i < 4; ++i) {
      r.c[i] = a.c[i] * factor;
      factor = factor * z;
    }
  } else {
    for (int k = 1; k < 5; ++k)
      for (int i = 0; i < 5; ++i)
        r.c[i] = r.c[i] + a.c[k] * E::from_canonical(kKoalaBear5Frobenius[k - 1][i]);
  }
  return r;
}

// 1/a through the norm to the base field; 0 for a = 0.
template <class M>
SY_INLINE constexpr Extension<M> inverse(const Extension<M>& a) {
  // conjugates = a^(p + p^2 + ... + p^(d-1)), so that a * conjugates is the norm, an element of the base
  // field.
  Extension<M> conjugate = frobenius(a);
  Extension<M> conjugates = conjugate;
  for (int i = 2; i < M::kDegree; ++i) {
    conjugate = frobenius(conjugate);
    conjugates = conjugates * conjugate;
  }
  return conjugates * inverse((a * conjugates).c[0]);
}

}  // namespace switchyard
