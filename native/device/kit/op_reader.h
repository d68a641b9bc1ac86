// Reads the structs of device/backend.h out of a segment's message.
#pragma once

#include <cstdint>

#include "device/backend.h"
#include "device/kit/fault.h"

namespace switchyard::device {

// The op behind a header. Throws Fault where its length is not that of the struct and `trailing(op)` words.
template <class Op>
const Op& read_op(const SyOpHeader& header, const char* name) {
  if (header.words < sizeof(Op) / sizeof(uint32_t))
    throw Fault(SY_ARGUMENT, name, "the op has %u words, at least %zu are needed", header.words,
                sizeof(Op) / sizeof(uint32_t));
  return reinterpret_cast<const Op&>(header);
}

// The words behind the struct. Throws Fault unless there are exactly `count`.
template <class Op>
const uint32_t* trailing_words(const Op& op, uint64_t count, const char* name) {
  const uint64_t present = op.header.words - sizeof(Op) / sizeof(uint32_t);
  if (present != count)
    throw Fault(SY_ARGUMENT, name, "%llu words follow the op, it needs %llu",
                static_cast<unsigned long long>(present), static_cast<unsigned long long>(count));
  return reinterpret_cast<const uint32_t*>(&op + 1);
}

inline uint64_t join_words(uint32_t low, uint32_t high) { return uint64_t{high} << 32 | low; }

}  // namespace switchyard::device
