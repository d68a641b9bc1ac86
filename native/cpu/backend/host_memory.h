// What the machine under the CPU device is and has.
#pragma once

#include <cstddef>
#include <string>

namespace switchyard::cpu {

// As the processor calls itself.
std::string processor_model();

// Bytes of memory that this process may come to use: the machine's, or its control group's limit if lower.
size_t available_memory();

// The budget of a CPU device that was given none: four fifths of the available memory, which leaves room for
// the system and for what the runtime itself holds.
size_t default_budget();

}  // namespace switchyard::cpu
