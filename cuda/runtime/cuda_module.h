// Compiled code on a card, through the driver's own interface, which lies in a library that is there wherever
// a card is.
#pragma once

#include <memory>
#include <string>

#include "cuda/runtime/compiler.h"

namespace switchyard::cuda {

// Machine code or PTX, for the card that the calling thread is bound to. Throws Fault(SY_DEVICE).
std::unique_ptr<Module> load_cuda_code(const std::string& code, const char* entry);

}  // namespace switchyard::cuda
