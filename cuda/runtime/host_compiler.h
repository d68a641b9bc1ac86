// The compiler of the emulation: the machine's own, whose code is a shared library.
#pragma once

#include <memory>
#include <string>

#include "cuda/runtime/compiler.h"

namespace switchyard::cuda {

// Null where there is no `c++`, and why.
std::unique_ptr<Compiler> new_host_compiler(std::string& reason);

// Throws Fault(SY_DEVICE).
std::unique_ptr<Module> load_host_code(const std::string& code, const char* entry);

}  // namespace switchyard::cuda
