#include "vm/outcome.h"

namespace switchyard::vm {

const char* name(End end) {
  switch (end) {
    case End::kHalted:
      return "halted";
    case End::kFault:
      return "fault";
    case End::kLimit:
      return "limit";
    case End::kCancelled:
      return "cancelled";
  }
  return "";
}

const char* name(Fault fault) {
  switch (fault) {
    case Fault::kNone:
      return "";
    case Fault::kIllegalInstruction:
      return "ILLEGAL_INSTRUCTION";
    case Fault::kNoCode:
      return "NO_CODE";
    case Fault::kMisalignedJump:
      return "MISALIGNED_JUMP";
    case Fault::kMisalignedLoad:
      return "MISALIGNED_LOAD";
    case Fault::kMisalignedStore:
      return "MISALIGNED_STORE";
    case Fault::kMemoryRange:
      return "MEMORY_RANGE";
    case Fault::kUnsupportedCall:
      return "UNSUPPORTED_CALL";
    case Fault::kCallArgument:
      return "CALL_ARGUMENT";
    case Fault::kInputMissing:
      return "INPUT_MISSING";
    case Fault::kInputLength:
      return "INPUT_LENGTH";
    case Fault::kDeferredProof:
      return "DEFERRED_PROOF";
    case Fault::kPublicValues:
      return "PUBLIC_VALUES";
    case Fault::kUnconstrained:
      return "UNCONSTRAINED";
  }
  return "";
}

const char* name(Limit limit) {
  switch (limit) {
    case Limit::kNone:
      return "";
    case Limit::kCycles:
      return "cycles";
    case Limit::kMemory:
      return "memory";
  }
  return "";
}

}  // namespace switchyard::vm
