// Strict JSON from an untrusted file, as far as manifests need it. Callers bound the size.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace switchyard::xrt_cards {

using Json = nlohmann::json;

// Nothing where the text is no JSON (RFC 8259), is nested deeper than 16 levels, or names a member twice.
std::optional<Json> parse_json(std::string_view text);

// A member; null where there is none, or this is no object.
const Json* member_of(const Json& value, const char* name);
// The elements of a member that is a list; an empty list where it is none.
const Json& list_of(const Json& value, const char* name);
// The text of a member; nothing where it has none.
std::optional<std::string> text_of(const Json& value, const char* name);
std::optional<double> number_of(const Json& value, const char* name);

}  // namespace switchyard::xrt_cards
