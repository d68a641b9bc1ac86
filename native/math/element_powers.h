// Powers of an extension element, on the host.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "extension_dispatch.h"

namespace switchyard {

// base^0, base^1, ... as interleaved words, `count` elements.
inline std::vector<uint32_t> element_powers(ExtensionId extension, const uint32_t* base, size_t count) {
  return with_extension(extension, [&]<class M>(M) {
    constexpr int d = M::kDegree;
    const Extension<M> factor = read_element<M>(base);
    Extension<M> power = Extension<M>::one();
    std::vector<uint32_t> words(count * d);
    for (size_t k = 0; k < count; ++k) {
      write_element(power, words.data() + k * d);
      power = power * factor;
    }
    return words;
  });
}

}  // namespace switchyard
