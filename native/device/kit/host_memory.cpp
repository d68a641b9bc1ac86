#include "device/kit/host_memory.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace switchyard::device {

std::string processor_model(std::istream& cpuinfo) {
  std::string implementer;
  for (std::string line; std::getline(cpuinfo, line);) {
    const size_t colon = line.find(": ");
    if (colon == std::string::npos) continue;
    const std::string value = line.substr(colon + 2);
    if (line.rfind("model name", 0) == 0) return value;
    if (line.rfind("CPU implementer", 0) == 0) implementer = value;
    if (line.rfind("CPU part", 0) == 0 && !implementer.empty())
      return "implementer " + implementer + ", part " + value;
  }
  return "unknown processor";
}

std::string processor_model() {
  std::ifstream file("/proc/cpuinfo");
  return processor_model(file);
}

size_t available_memory() {
  size_t bytes = static_cast<size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<size_t>(sysconf(_SC_PAGE_SIZE));
  // Control groups version 2, then 1. "max" and absurdly large numbers mean no limit.
  for (const char* path : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    std::ifstream file(path);
    if (size_t limit = 0; file >> limit && limit > 0) bytes = std::min(bytes, limit);
  }
  return bytes;
}

size_t default_budget() { return available_memory() / 5 * 4; }

}  // namespace switchyard::device
