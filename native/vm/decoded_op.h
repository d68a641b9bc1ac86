// Numbers of decoded instructions, docs/vm.md 6.1.
#pragma once

#include <cstdint>

namespace switchyard::vm {

struct DecodedOp {
  enum Number : uint32_t {
    kImmediate = 1,
    kAdd,
    kSub,
    kSlt,
    kSltu,
    kSlti,
    kSltiu,
    kXor,
    kOr,
    kAnd,
    kXori,
    kOri,
    kAndi,
    kSll,
    kSrl,
    kSra,
    kSlli,
    kSrli,
    kSrai,
    kMul,
    kMulh,
    kMulhsu,
    kMulhu,
    kDiv,
    kDivu,
    kRem,
    kRemu,
    kBeq,
    kBne,
    kBlt,
    kBge,
    kBltu,
    kBgeu,
    kLoadWord,
    kLb,
    kLbu,
    kLh,
    kLhu,
    kStoreWord,
    kSb,
    kSh,
    kJumpRegister,
    kCall,
  };
};
static_assert(DecodedOp::kCall == 43, "as the document has it");

}  // namespace switchyard::vm
