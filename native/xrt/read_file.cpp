#include "xrt/read_file.h"

#include <filesystem>
#include <fstream>

#include "device/kit/fault.h"

namespace switchyard::xrt_cards {

std::vector<char> read_file(const std::string& path, uint64_t most, const char* check) {
  std::error_code error;
  const bool is_file = std::filesystem::is_regular_file(path, error);
  const uint64_t size = is_file ? std::filesystem::file_size(path, error) : 0;
  std::ifstream file;
  if (is_file && !error && size <= most) file.open(path, std::ios::binary);
  std::vector<char> bytes(file.is_open() ? size : 0);
  if (!file.is_open() || !file.read(bytes.data(), static_cast<std::streamsize>(bytes.size())))
    throw device::Fault(SY_DEVICE, "", "%s: %s cannot be read, or has more than %llu bytes", check,
                        path.c_str(), static_cast<unsigned long long>(most));
  return bytes;
}

}  // namespace switchyard::xrt_cards
