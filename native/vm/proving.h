// Which chip proves an instruction, and as what.
#pragma once

#include <cstdint>

#include "vm/chips.h"
#include "vm/decoded_op.h"
#include "vm/instruction.h"

namespace switchyard::vm {

// How a Code is proven.
struct Proving {
  enum class Form : uint8_t {
    kConstant,   // a word computed at decoding: LUI, AUIPC, JAL, FENCE
    kImmediate,  // rs1 and an immediate
    kRegister,   // rs1 and rs2
    kBranch,
    kJumpRegister,
    kLoad,
    kStore,
  };
  Chip::Index chip;
  DecodedOp::Number op;
  Form form;
};

// Of an instruction, not of what else decodes to a Code.
const Proving& proving_of(Code code);

}  // namespace switchyard::vm
