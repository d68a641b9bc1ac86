#include "xrt/json.h"

#include <set>
#include <vector>

namespace switchyard::xrt_cards {
namespace {

constexpr int kMostLevels = 16;

}  // namespace

std::optional<Json> parse_json(std::string_view text) {
  bool is_strict = true;
  std::vector<std::set<std::string>> names;  // of the objects that are open
  const auto watch = [&](int depth, Json::parse_event_t event, Json& value) {
    switch (event) {
      case Json::parse_event_t::object_start:
        names.emplace_back();
        [[fallthrough]];
      case Json::parse_event_t::array_start:
        if (depth >= kMostLevels) is_strict = false;
        break;
      case Json::parse_event_t::key:
        if (!names.back().insert(value.get<std::string>()).second) is_strict = false;
        break;
      case Json::parse_event_t::object_end:
        names.pop_back();
        break;
      default:
        break;
    }
    // What is not kept takes no memory.
    return is_strict;
  };
  constexpr bool kThrows = false;
  Json value = Json::parse(text, watch, kThrows);
  if (!is_strict || value.is_discarded()) return std::nullopt;
  return value;
}

const Json* member_of(const Json& value, const char* name) {
  const auto found = value.find(name);
  return found == value.end() ? nullptr : &*found;
}

const Json& list_of(const Json& value, const char* name) {
  static const Json kEmpty = Json::array();
  const Json* member = member_of(value, name);
  return member != nullptr && member->is_array() ? *member : kEmpty;
}

std::optional<std::string> text_of(const Json& value, const char* name) {
  const Json* member = member_of(value, name);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  return member->get<std::string>();
}

std::optional<double> number_of(const Json& value, const char* name) {
  const Json* member = member_of(value, name);
  if (member == nullptr || !member->is_number()) return std::nullopt;
  return member->get<double>();
}

}  // namespace switchyard::xrt_cards
