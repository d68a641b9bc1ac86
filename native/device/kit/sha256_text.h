// SHA-256 as files name each other by it.
#pragma once

#include <string>
#include <string_view>

namespace switchyard::device {

// The digest in 64 hexadecimal digits, lower case.
std::string sha256_text(std::string_view bytes);

}  // namespace switchyard::device
