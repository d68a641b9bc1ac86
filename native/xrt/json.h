// Strict JSON from an untrusted file (RFC 8259), as far as manifests need it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace switchyard::xrt_cards {

struct Json {
  enum class Kind { kNull, kBoolean, kNumber, kText, kList, kObject };

  Kind kind = Kind::kNull;
  bool boolean = false;
  double number = 0;
  std::string text;
  std::vector<Json> list;
  std::map<std::string, Json> object;

  // A member; null where there is none, or this is no object.
  const Json* member(const std::string& name) const;
  // The text of a member; nothing where it has none.
  std::optional<std::string> text_of(const std::string& name) const;
  std::optional<double> number_of(const std::string& name) const;
};

// Nothing where the text is no JSON, is nested deeper than 16 levels, or names a member twice.
std::optional<Json> parse_json(std::string_view text);

}  // namespace switchyard::xrt_cards
