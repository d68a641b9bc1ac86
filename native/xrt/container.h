// The check of a container before XRT sees it, since XRT checks no bounds. The same checks by the same names
// as host/bitstream/container.ts and layout.ts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace switchyard::xrt_cards {

constexpr uint64_t kMostContainerBytes = uint64_t{1} << 30;

struct UnitEntry {
  std::string kernel;
  std::string name;
};

struct BankEntry {
  std::string tag;
  bool is_used;
  uint64_t bytes;
};

struct Layout {
  std::string platform;
  uint16_t mode;                 // what it was built for: enum XCLBIN_MODE
  std::vector<UnitEntry> units;  // compute units that are kernels
  std::vector<BankEntry> banks;
};

// Throws Fault(SY_DEVICE) whose text begins with the first check that fails.
Layout check_container(const std::vector<char>& file);

}  // namespace switchyard::xrt_cards
