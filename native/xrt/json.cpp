#include "xrt/json.h"

#include <charconv>

namespace switchyard::xrt_cards {
namespace {

constexpr int kMostLevels = 16;

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  bool parse(Json& value) {
    if (!read_value(value, 0)) return false;
    skip_space();
    return text_.empty();
  }

 private:
  void skip_space() {
    const size_t at = text_.find_first_not_of(" \t\r\n");
    text_.remove_prefix(at == std::string_view::npos ? text_.size() : at);
  }

  bool take(std::string_view token) {
    if (text_.substr(0, token.size()) != token) return false;
    text_.remove_prefix(token.size());
    return true;
  }

  bool read_value(Json& value, int level) {
    skip_space();
    if (text_.empty() || level == kMostLevels) return false;
    switch (text_.front()) {
      case '{':
        return read_object(value, level);
      case '[':
        return read_list(value, level);
      case '"':
        value.kind = Json::Kind::kText;
        return read_text(value.text);
      case 't':
      case 'f':
        value.kind = Json::Kind::kBoolean;
        value.boolean = text_.front() == 't';
        return take(value.boolean ? "true" : "false");
      case 'n':
        return take("null");
      default:
        return read_number(value);
    }
  }

  bool read_number(Json& value) {
    value.kind = Json::Kind::kNumber;
    const size_t digit = text_.front() == '-' ? 1 : 0;
    if (digit >= text_.size() || text_[digit] < '0' || text_[digit] > '9') return false;
    if (text_[digit] == '0' && digit + 1 < text_.size() && text_[digit + 1] >= '0' && text_[digit + 1] <= '9')
      return false;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value.number);
    if (error != std::errc{}) return false;
    text_.remove_prefix(static_cast<size_t>(end - text_.data()));
    return true;
  }

  bool read_text(std::string& text) {
    text_.remove_prefix(1);
    while (!text_.empty() && text_.front() != '"') {
      const unsigned char c = static_cast<unsigned char>(text_.front());
      // Escapes are not needed in what manifests are read for.
      if (c < 0x20 || c == '\\') return false;
      text.push_back(text_.front());
      text_.remove_prefix(1);
    }
    return take("\"");
  }

  bool read_list(Json& value, int level) {
    value.kind = Json::Kind::kList;
    text_.remove_prefix(1);
    skip_space();
    if (take("]")) return true;
    do {
      value.list.emplace_back();
      if (!read_value(value.list.back(), level + 1)) return false;
      skip_space();
    } while (take(","));
    return take("]");
  }

  bool read_object(Json& value, int level) {
    value.kind = Json::Kind::kObject;
    text_.remove_prefix(1);
    skip_space();
    if (take("}")) return true;
    do {
      skip_space();
      std::string name;
      if (text_.empty() || text_.front() != '"' || !read_text(name)) return false;
      skip_space();
      if (!take(":")) return false;
      const auto [place, is_new] = value.object.try_emplace(name);
      if (!is_new || !read_value(place->second, level + 1)) return false;
      skip_space();
    } while (take(","));
    return take("}");
  }

  std::string_view text_;
};

}  // namespace

const Json* Json::member(const std::string& name) const {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &found->second;
}

std::optional<std::string> Json::text_of(const std::string& name) const {
  const Json* value = member(name);
  if (value == nullptr || value->kind != Kind::kText) return std::nullopt;
  return value->text;
}

std::optional<double> Json::number_of(const std::string& name) const {
  const Json* value = member(name);
  if (value == nullptr || value->kind != Kind::kNumber) return std::nullopt;
  return value->number;
}

std::optional<Json> parse_json(std::string_view text) {
  Json value;
  if (!Parser(text).parse(value)) return std::nullopt;
  return value;
}

}  // namespace switchyard::xrt_cards
