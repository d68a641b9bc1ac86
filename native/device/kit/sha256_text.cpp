#include "device/kit/sha256_text.h"

#include <cstdint>

#include "math/sha256.h"

namespace switchyard::device {

std::string sha256_text(std::string_view bytes) {
  uint8_t digest[32];
  sha256(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(), digest);
  std::string text;
  for (const uint8_t byte : digest) {
    constexpr char kDigits[] = "0123456789abcdef";
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

}  // namespace switchyard::device
