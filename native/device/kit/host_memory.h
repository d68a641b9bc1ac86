// What the machine is and has.
#pragma once

#include <cstddef>
#include <istream>
#include <string>

namespace switchyard::device {

// As the processor calls itself; ARM processors have numbers of their maker and model instead of a name. The
// second reads the text of /proc/cpuinfo.
std::string processor_model();
std::string processor_model(std::istream& cpuinfo);

// Bytes of memory that this process may come to use: the machine's, or its control group's limit if lower.
size_t available_memory();

// The budget of a device in host memory that was given none: four fifths of what is available, which leaves
// room for the system and for what the runtime itself holds.
size_t default_budget();

}  // namespace switchyard::device
