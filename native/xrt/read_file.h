// Reads files that somebody else has written.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace switchyard::xrt_cards {

// A plain file of at most so many bytes: nothing that has no end, or that nobody writes to, is opened. Throws
// Fault(SY_DEVICE) whose text begins with the check.
std::vector<char> read_file(const std::string& path, uint64_t most, const char* check);

}  // namespace switchyard::xrt_cards
