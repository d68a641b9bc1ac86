// The calls that guests make with ecall: number in t0, arguments in a0 to a2, result in t0. The convention is
// that of SP1, versions 3 to 5, for 32-bit guests.
#pragma once

#include <cstdint>

namespace switchyard::vm {

enum class Call : uint32_t {
  kHalt = 0x00,
  kWrite = 0x02,
  kEnterUnconstrained = 0x03,
  kExitUnconstrained = 0x04,
  kCommit = 0x10,
  kCommitDeferredProofs = 0x1a,
  kHintLength = 0xf0,
  kHintRead = 0xf1,
  kShaExtend = 0x300105,
  kShaCompress = 0x010106,
  kKeccakPermute = 0x010109,
  kUint256Mul = 0x01011d,
};

// The supported calls in a fixed order, for counting.
inline constexpr Call kCalls[] = {
    Call::kHalt,      Call::kWrite,       Call::kEnterUnconstrained,   Call::kExitUnconstrained,
    Call::kCommit,    Call::kHintLength,  Call::kCommitDeferredProofs, Call::kHintRead,
    Call::kShaExtend, Call::kShaCompress, Call::kKeccakPermute,        Call::kUint256Mul,
};
inline constexpr int kCallCount = sizeof(kCalls) / sizeof(kCalls[0]);

// Index into kCalls, or -1 for a call that is not supported.
int call_index(uint32_t number);

// The name of a call, supported or not, or null where the number is unknown.
const char* call_name(uint32_t number);

// File descriptors of kWrite. What is written to any other is dropped.
enum : uint32_t {
  kFdOutput = 1,
  kFdErrors = 2,
  kFdPublicValuesOld = 3,
  kFdPublicValues = 13,
  kFdHintOld = 4,
  kFdHint = 14,
};

}  // namespace switchyard::vm
