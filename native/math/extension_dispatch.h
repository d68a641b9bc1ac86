// From an ExtensionId to the extension type of native/math.
#pragma once

#include "extension.h"
#include "extension_id.h"

namespace switchyard {

// Returns body(M{}) for the modulus type M that `extension` names.
template <class Body>
auto with_extension(ExtensionId extension, Body&& body) {
  switch (extension) {
    case ExtensionId::kBabyBear4:
      return body(BabyBear4{});
    case ExtensionId::kKoalaBear5:
      return body(KoalaBear5{});
    case ExtensionId::kKoalaBear4:
      break;
  }
  return body(KoalaBear4{});
}

// The d words at p as an element.
template <class M>
SY_INLINE constexpr Extension<M> read_element(const uint32_t* p) {
  Extension<M> r{};
  for (int k = 0; k < M::kDegree; ++k) r.c[k].value = p[k];
  return r;
}
template <class M>
SY_INLINE constexpr void write_element(const Extension<M>& a, uint32_t* p) {
  for (int k = 0; k < M::kDegree; ++k) p[k] = a.c[k].value;
}

}  // namespace switchyard
