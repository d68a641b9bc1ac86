// What an interpreter tells about the run, as a policy chosen at compile time.
#pragma once

#include <cstdint>

#include "vm/machine.h"

namespace switchyard::vm {

// Tells nothing and costs nothing. Other recorders derive from it and switch on what they want:
//   kTransfers     transfer() after every jal and jalr
//   kInstructions  before() and after() around every instruction; a block that is not proven is one
//   instruction,
//                  the call that enters it
struct NoRecorder {
  static constexpr bool kTransfers = false;
  static constexpr bool kInstructions = false;

  // A jal or jalr that wrote a return address went to `target`, as number `cycle` of the run.
  void call(uint32_t /*target*/, uint32_t /*return_address*/, uint64_t /*cycle*/) {}
  // Another jal or jalr did.
  void jump(uint32_t /*target*/, uint64_t /*cycle*/) {}

  // `machine` and `memory` as the instruction at `pc` finds them, and as it leaves them. An instruction that
  // faults, and a call that ends the run, has no after().
  void before(const Machine& /*machine*/, const Memory& /*memory*/, uint32_t /*pc*/, const Op& /*op*/) {}
  void after(const Machine& /*machine*/, const Memory& /*memory*/, uint32_t /*next_pc*/) {}
};

}  // namespace switchyard::vm
