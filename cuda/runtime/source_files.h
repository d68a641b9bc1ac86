// The files that generated kernels include, as they were when this was built: the sources are not where the
// plugin runs.
#pragma once

#include <cstddef>

#include "cuda/runtime/compiler.h"

namespace switchyard::cuda {

// By the names that this repository's sources use; `<cstdint>` is for compilers without a standard library.
extern const SourceFile kSourceFiles[];
extern const size_t kSourceFileCount;

}  // namespace switchyard::cuda
