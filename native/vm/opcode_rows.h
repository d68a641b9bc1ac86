// The instructions that there are, docs/vm.md 10.2. Generated from the chips; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::vm {

// How operands are decoded.
struct DecodeClass {
  enum Number : uint8_t {
    kRegister = 1,
    kImmediate = 2,
    kShift = 3,
    kLoad = 4,
    kStore = 5,
    kBranch = 6,
    kJal = 7,
    kJalr = 8,
    kLui = 9,
    kAuipc = 10,
    kFence = 11,
    kEcall = 12,
  };
};

// Fields that an instruction does not use are 0.
struct OpcodeRow {
  uint8_t major, uses_f3, uses_f7, f3, f7, op, decode_class;
};

inline constexpr uint32_t kOpcodeRowCount = 47;
SY_TABLE OpcodeRow kOpcodeRows[kOpcodeRowCount] = {
  {13, 0, 0, 0, 0, 1, 9},
  {5, 0, 0, 0, 0, 1, 10},
  {27, 0, 0, 0, 0, 1, 7},
  {25, 1, 0, 0, 0, 42, 8},
  {24, 1, 0, 0, 0, 28, 6},
  {24, 1, 0, 1, 0, 29, 6},
  {24, 1, 0, 4, 0, 30, 6},
  {24, 1, 0, 5, 0, 31, 6},
  {24, 1, 0, 6, 0, 32, 6},
  {24, 1, 0, 7, 0, 33, 6},
  {0, 1, 0, 0, 0, 35, 4},
  {0, 1, 0, 1, 0, 37, 4},
  {0, 1, 0, 2, 0, 34, 4},
  {0, 1, 0, 4, 0, 36, 4},
  {0, 1, 0, 5, 0, 38, 4},
  {8, 1, 0, 0, 0, 40, 5},
  {8, 1, 0, 1, 0, 41, 5},
  {8, 1, 0, 2, 0, 39, 5},
  {4, 1, 0, 0, 0, 1, 2},
  {4, 1, 0, 2, 0, 6, 2},
  {4, 1, 0, 3, 0, 7, 2},
  {4, 1, 0, 4, 0, 11, 2},
  {4, 1, 0, 6, 0, 12, 2},
  {4, 1, 0, 7, 0, 13, 2},
  {4, 1, 1, 1, 0, 17, 3},
  {4, 1, 1, 5, 0, 18, 3},
  {4, 1, 1, 5, 32, 19, 3},
  {12, 1, 1, 0, 0, 2, 1},
  {12, 1, 1, 0, 32, 3, 1},
  {12, 1, 1, 1, 0, 14, 1},
  {12, 1, 1, 2, 0, 4, 1},
  {12, 1, 1, 3, 0, 5, 1},
  {12, 1, 1, 4, 0, 8, 1},
  {12, 1, 1, 5, 0, 15, 1},
  {12, 1, 1, 5, 32, 16, 1},
  {12, 1, 1, 6, 0, 9, 1},
  {12, 1, 1, 7, 0, 10, 1},
  {12, 1, 1, 0, 1, 20, 1},
  {12, 1, 1, 1, 1, 21, 1},
  {12, 1, 1, 2, 1, 22, 1},
  {12, 1, 1, 3, 1, 23, 1},
  {12, 1, 1, 4, 1, 24, 1},
  {12, 1, 1, 5, 1, 25, 1},
  {12, 1, 1, 6, 1, 26, 1},
  {12, 1, 1, 7, 1, 27, 1},
  {3, 1, 0, 0, 0, 1, 11},
  {28, 1, 1, 0, 0, 43, 12},
};

}  // namespace switchyard::vm
