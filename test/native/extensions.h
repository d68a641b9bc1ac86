// Shared by the tests of extension fields: the three extensions, and elements as words.
#pragma once

#include <vector>

#include "math/extension.h"
#include "math/extension_id.h"
#include "support.h"

namespace switchyard::test {

// Calls body(M{}, id) for every extension.
template <class Body>
void for_each_extension(Body&& body) {
  SUBCASE("KoalaBear, degree 4") { body(KoalaBear4{}, ExtensionId::kKoalaBear4); }
  SUBCASE("BabyBear, degree 4") { body(BabyBear4{}, ExtensionId::kBabyBear4); }
  SUBCASE("KoalaBear, degree 5") { body(KoalaBear5{}, ExtensionId::kKoalaBear5); }
}

// Element i of interleaved words.
template <class M>
Extension<M> element_at(const std::vector<uint32_t>& words, size_t i) {
  Extension<M> r{};
  for (int k = 0; k < M::kDegree; ++k) r.c[k].value = words[i * M::kDegree + k];
  return r;
}
template <class M>
void put_element(std::vector<uint32_t>& words, size_t i, const Extension<M>& a) {
  for (int k = 0; k < M::kDegree; ++k) words[i * M::kDegree + k] = a.c[k].value;
}

// The product by the definition: schoolbook, then X^d replaced from the top down.
template <class M>
Extension<M> naive_product(const Extension<M>& a, const Extension<M>& b) {
  using E = Element<typename M::Base>;
  constexpr int d = M::kDegree;
  E t[2 * d - 1] = {};
  for (int i = 0; i < d; ++i)
    for (int j = 0; j < d; ++j) t[i + j] = t[i + j] + a.c[i] * b.c[j];
  for (int i = 2 * d - 2; i >= d; --i) {
    if constexpr (d == 4) {
      t[i - 4] = t[i - 4] + t[i] * E::from_canonical(M::kBinomial);
    } else {
      t[i - 5] = t[i - 5] + t[i];
      t[i - 3] = t[i - 3] - t[i];
    }
  }
  Extension<M> r{};
  for (int i = 0; i < d; ++i) r.c[i] = t[i];
  return r;
}

}  // namespace switchyard::test
