// A matrix somebody else owns.
#pragma once

#include <cstddef>
#include <cstdint>

namespace switchyard::cpu {

// rows x columns Montgomery words in [0, p), row-major without gaps. `words` may be null where there are
// none.
struct MatrixView {
  const uint32_t* words;
  size_t rows;
  size_t columns;
};

}  // namespace switchyard::cpu
