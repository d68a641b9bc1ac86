#include "wire.h"

#include <cstring>

namespace switchyard::model {
namespace {

enum Encoding : uint32_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

bool take_varint(std::string_view& message, uint64_t& value) {
  value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    if (message.empty()) return false;
    const uint8_t byte = static_cast<uint8_t>(message.front());
    message.remove_prefix(1);
    value |= uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

template <class T>
bool take_fixed(std::string_view& message, uint64_t& value) {
  if (message.size() < sizeof(T)) return false;
  T fixed;
  std::memcpy(&fixed, message.data(), sizeof(T));
  message.remove_prefix(sizeof(T));
  value = fixed;
  return true;
}

void put_varint(std::string& message, uint64_t value) {
  for (; value >= 0x80; value >>= 7) message.push_back(static_cast<char>(value | 0x80));
  message.push_back(static_cast<char>(value));
}

}  // namespace

bool parse_fields(std::string_view message, std::vector<Field>& fields) {
  fields.clear();
  while (!message.empty()) {
    uint64_t key;
    if (!take_varint(message, key)) return false;
    Field field{static_cast<uint32_t>(key >> 3), 0, {}};
    switch (key & 7) {
      case kVarint:
        if (!take_varint(message, field.value)) return false;
        break;
      case kFixed64:
        if (!take_fixed<uint64_t>(message, field.value)) return false;
        break;
      case kFixed32:
        if (!take_fixed<uint32_t>(message, field.value)) return false;
        break;
      case kBytes: {
        uint64_t size;
        if (!take_varint(message, size) || size > message.size()) return false;
        field.bytes = message.substr(0, size);
        message.remove_prefix(size);
        break;
      }
      default:
        return false;
    }
    fields.push_back(field);
  }
  return true;
}

uint64_t number_of(const std::vector<Field>& fields, uint32_t number) {
  for (const Field& field : fields)
    if (field.number == number) return field.value;
  return 0;
}

std::string_view bytes_of(const std::vector<Field>& fields, uint32_t number) {
  for (const Field& field : fields)
    if (field.number == number) return field.bytes;
  return {};
}

void put_number(std::string& message, uint32_t number, uint64_t value) {
  put_varint(message, uint64_t{number} << 3 | kVarint);
  put_varint(message, value);
}

void put_bytes(std::string& message, uint32_t number, std::string_view bytes) {
  put_varint(message, uint64_t{number} << 3 | kBytes);
  put_varint(message, bytes.size());
  message.append(bytes);
}

}  // namespace switchyard::model
