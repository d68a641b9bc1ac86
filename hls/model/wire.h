// The messages between XRT's emulation driver and a device model: protobuf's encoding, as far as they use it.
// Numbers of calls and fields are XRT 2.13's (rpc_messages.proto); later versions keep them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace switchyard::model {

enum class Call : uint32_t {
  kClose = 1,
  kLoad = 3,
  kAllocate = 4,
  kFree = 5,
  kToDevice = 6,
  kFromDevice = 7,
  kWriteRegisters = 9,
  kReadRegisters = 11,
  kDebugMessages = 19,
  kRegisterWrite = 51,
  kRegisterRead = 52,
};

// A field of a message.
struct Field {
  uint32_t number;
  uint64_t value;          // of a number
  std::string_view bytes;  // of bytes, text and messages
};

// The fields of a message, a view of it. False where it is malformed.
bool parse_fields(std::string_view message, std::vector<Field>& fields);

uint64_t number_of(const std::vector<Field>& fields, uint32_t number);
std::string_view bytes_of(const std::vector<Field>& fields, uint32_t number);

void put_number(std::string& message, uint32_t number, uint64_t value);
void put_bytes(std::string& message, uint32_t number, std::string_view bytes);

}  // namespace switchyard::model
