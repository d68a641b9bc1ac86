// The compute units of a container, from the XML that XRT hands over (host/bitstream/kernel-metadata.ts).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace switchyard::model {

struct UnitDescription {
  std::string kernel;
  std::string name;
  uint64_t base;  // of its registers
  struct Connection {
    uint32_t argument;
    uint32_t bank;
  };
  std::vector<Connection> connections;
};

// Nothing where the text is not as our writer makes it.
std::optional<std::vector<UnitDescription>> parse_units(std::string_view xml);

}  // namespace switchyard::model
