#include "metadata.h"

#include <charconv>

namespace switchyard::model {
namespace {

// The value of an attribute within one tag; empty where it has none.
std::string_view attribute(std::string_view tag, std::string_view name) {
  std::string key(1, ' ');
  key.append(name).append("=\"");
  const size_t at = tag.find(key);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = tag.substr(at + key.size());
  const size_t end = rest.find('"');
  return end == std::string_view::npos ? std::string_view{} : rest.substr(0, end);
}

std::optional<uint64_t> number(std::string_view text) {
  const bool is_hex = text.substr(0, 2) == "0x";
  if (is_hex) text.remove_prefix(2);
  uint64_t value;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, is_hex ? 16 : 10);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::vector<UnitDescription>> parse_units(std::string_view xml) {
  std::vector<UnitDescription> units;
  std::string kernel;
  for (size_t at = xml.find('<'); at != std::string_view::npos; at = xml.find('<', at + 1)) {
    const size_t end = xml.find('>', at);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view tag = xml.substr(at + 1, end - at - 1);
    const std::string_view element = tag.substr(0, tag.find_first_of(" />"));
    if (element == "kernel") {
      kernel = attribute(tag, "name");
    } else if (element == "instance") {
      units.push_back({kernel, std::string(attribute(tag, "name")), 0, {}});
    } else if (element == "addrRemap" && !units.empty()) {
      const auto base = number(attribute(tag, "base"));
      if (!base) return std::nullopt;
      units.back().base = *base;
    } else if (element == "connection" && !units.empty()) {
      const auto argument = number(attribute(tag, "argument")), bank = number(attribute(tag, "bank"));
      if (!argument || !bank) return std::nullopt;
      units.back().connections.push_back({static_cast<uint32_t>(*argument), static_cast<uint32_t>(*bank)});
    }
  }
  if (units.empty()) return std::nullopt;
  return units;
}

}  // namespace switchyard::model
