// How a run ended, and what it did.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "vm/calls.h"
#include "vm/instruction.h"

namespace switchyard::vm {

enum class End : uint8_t { kHalted, kFault, kLimit, kCancelled };

// What a guest can do wrong.
enum class Fault : uint8_t {
  kNone,
  kIllegalInstruction,
  kNoCode,
  kMisalignedJump,
  kMisalignedLoad,
  kMisalignedStore,
  kMemoryRange,
  kUnsupportedCall,
  kCallArgument,
  kInputMissing,
  kInputLength,
  kDeferredProof,
  kPublicValues,
  kUnconstrained,
};

enum class Limit : uint8_t { kNone, kCycles, kMemory };

// Stable names, such as "ILLEGAL_INSTRUCTION".
const char* name(End end);
const char* name(Fault fault);
const char* name(Limit limit);

struct Outcome {
  End end = End::kHalted;
  Fault fault = Fault::kNone;
  Limit limit = Limit::kNone;
  std::string detail;  // of a fault or a limit, one sentence without a full stop

  uint32_t exit_code = 0;
  uint32_t pc = 0;        // of the instruction that ended the run, or that would have been next
  bool has_word = false;  // whether there is code at pc
  uint32_t word = 0;      // the instruction there
  std::string function;   // the function there, where the symbols tell
  uint32_t registers[32] = {};

  uint64_t cycles = 0;                // instructions executed, without those of unconstrained blocks
  uint64_t unconstrained_cycles = 0;  // those
  uint64_t instructions[kInstructionCount] = {};  // cycles by code
  uint64_t families[kFamilyCount] = {};           // and by family
  uint64_t calls[kCallCount] = {};  // by index into kCalls, those of unconstrained blocks included
  uint64_t accessed_pages = 0;
  uint64_t used_bytes = 0;  // of memory, at the end

  std::vector<uint8_t> public_values;
  uint32_t committed_words = 0;  // bit i: word i of the digest was committed
  uint32_t committed[8] = {};
  bool digest_matches = false;  // all eight were, and are SHA-256 of the public values

  uint64_t inputs_left = 0;
};

}  // namespace switchyard::vm
