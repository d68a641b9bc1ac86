// Many inverses 1/(z - x) of one extension point z and base-field points x.
//
// With the norm N(x) of x - z, a monic polynomial of degree d over the base field that vanishes at z,
// 1/(z - x) = q(x) / N(x) where q = N / (z - X): only base-field elements are inverted.
#pragma once

#include "extension_dispatch.h"

namespace switchyard {

struct PointInverter {
  uint32_t norm[kMostDegree];                       // coefficients 0 .. d-1 of N; the leading one is 1
  uint32_t quotient[kMostDegree - 1][kMostDegree];  // coefficients 0 .. d-2 of q, d words each; the leading
                                                    // one is -1
};

// N(X) = prod (X - z^(p^i)), whose coefficients lie in the base field, and N / (z - X).
template <class M>
PointInverter point_inverter(const Extension<M>& z) {
  using K = Extension<M>;
  constexpr int d = M::kDegree;
  K norm[d + 1] = {K::one()};  // low degree first; built up one root at a time
  K root = z;
  for (int i = 0; i < d; ++i) {
    norm[i + 1] = norm[i];
    for (int j = i; j > 0; --j) norm[j] = norm[j - 1] - norm[j] * root;
    norm[0] = -norm[0] * root;
    root = frobenius(root);
  }
  // Division by X - z from the top: the leading coefficient is 1, each next one is norm + z * the last.
  K quotient = K::one();
  PointInverter inverter{};
  for (int j = 0; j < d; ++j) inverter.norm[j] = norm[j].c[0].value;
  for (int j = d - 2; j >= 0; --j) {
    quotient = norm[j + 1] + quotient * z;
    write_element<M>(-quotient, inverter.quotient[j]);
  }
  return inverter;
}

}  // namespace switchyard
