// NVRTC, the run-time compiler of the CUDA toolkit, from a shared library that is looked for when it is
// needed: neither building nor loading the plugin takes it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "cuda/runtime/compiler.h"

namespace switchyard::cuda {

// For cards of an architecture such as 90. Null where there is no NVRTC, or none that makes code for them,
// and why. Where NVRTC is older than the architecture, the code is PTX of the last one that it knows, which
// the driver translates.
std::unique_ptr<Compiler> new_nvrtc_compiler(uint32_t architecture, std::string& reason);

// "nvrtc 13.0", or empty where there is none.
std::string nvrtc_version();

}  // namespace switchyard::cuda
