#include "vm/proving.h"

namespace switchyard::vm {
namespace {

using Form = Proving::Form;

// By Code.
constexpr Proving kProvings[kInstructionCount] = {
    {Chip::kImmediate, DecodedOp::kImmediate, Form::kConstant},            // lui
    {Chip::kImmediate, DecodedOp::kImmediate, Form::kConstant},            // auipc
    {Chip::kImmediate, DecodedOp::kImmediate, Form::kConstant},            // jal
    {Chip::kJumpRegister, DecodedOp::kJumpRegister, Form::kJumpRegister},  // jalr
    {Chip::kBranchEqual, DecodedOp::kBeq, Form::kBranch},                  // beq
    {Chip::kBranchEqual, DecodedOp::kBne, Form::kBranch},                  // bne
    {Chip::kBranchLess, DecodedOp::kBlt, Form::kBranch},                   // blt
    {Chip::kBranchLess, DecodedOp::kBge, Form::kBranch},                   // bge
    {Chip::kBranchLess, DecodedOp::kBltu, Form::kBranch},                  // bltu
    {Chip::kBranchLess, DecodedOp::kBgeu, Form::kBranch},                  // bgeu
    {Chip::kLoadPart, DecodedOp::kLb, Form::kLoad},                        // lb
    {Chip::kLoadPart, DecodedOp::kLh, Form::kLoad},                        // lh
    {Chip::kLoadWord, DecodedOp::kLoadWord, Form::kLoad},                  // lw
    {Chip::kLoadPart, DecodedOp::kLbu, Form::kLoad},                       // lbu
    {Chip::kLoadPart, DecodedOp::kLhu, Form::kLoad},                       // lhu
    {Chip::kStorePart, DecodedOp::kSb, Form::kStore},                      // sb
    {Chip::kStorePart, DecodedOp::kSh, Form::kStore},                      // sh
    {Chip::kStoreWord, DecodedOp::kStoreWord, Form::kStore},               // sw
    {Chip::kImmediate, DecodedOp::kImmediate, Form::kImmediate},           // addi
    {Chip::kCompare, DecodedOp::kSlti, Form::kImmediate},                  // slti
    {Chip::kCompare, DecodedOp::kSltiu, Form::kImmediate},                 // sltiu
    {Chip::kBitwise, DecodedOp::kXori, Form::kImmediate},                  // xori
    {Chip::kBitwise, DecodedOp::kOri, Form::kImmediate},                   // ori
    {Chip::kBitwise, DecodedOp::kAndi, Form::kImmediate},                  // andi
    {Chip::kShift, DecodedOp::kSlli, Form::kImmediate},                    // slli
    {Chip::kShift, DecodedOp::kSrli, Form::kImmediate},                    // srli
    {Chip::kShift, DecodedOp::kSrai, Form::kImmediate},                    // srai
    {Chip::kAdd, DecodedOp::kAdd, Form::kRegister},                        // add
    {Chip::kCompare, DecodedOp::kSub, Form::kRegister},                    // sub
    {Chip::kShift, DecodedOp::kSll, Form::kRegister},                      // sll
    {Chip::kCompare, DecodedOp::kSlt, Form::kRegister},                    // slt
    {Chip::kCompare, DecodedOp::kSltu, Form::kRegister},                   // sltu
    {Chip::kBitwise, DecodedOp::kXor, Form::kRegister},                    // xor
    {Chip::kShift, DecodedOp::kSrl, Form::kRegister},                      // srl
    {Chip::kShift, DecodedOp::kSra, Form::kRegister},                      // sra
    {Chip::kBitwise, DecodedOp::kOr, Form::kRegister},                     // or
    {Chip::kBitwise, DecodedOp::kAnd, Form::kRegister},                    // and
    {Chip::kMultiply, DecodedOp::kMul, Form::kRegister},                   // mul
    {Chip::kMultiply, DecodedOp::kMulh, Form::kRegister},                  // mulh
    {Chip::kMultiply, DecodedOp::kMulhsu, Form::kRegister},                // mulhsu
    {Chip::kMultiply, DecodedOp::kMulhu, Form::kRegister},                 // mulhu
    {Chip::kDivide, DecodedOp::kDiv, Form::kRegister},                     // div
    {Chip::kDivide, DecodedOp::kDivu, Form::kRegister},                    // divu
    {Chip::kDivide, DecodedOp::kRem, Form::kRegister},                     // rem
    {Chip::kDivide, DecodedOp::kRemu, Form::kRegister},                    // remu
    {Chip::kImmediate, DecodedOp::kImmediate, Form::kConstant},            // fence
    {Chip::kCall, DecodedOp::kCall, Form::kConstant},                      // ecall
};

}  // namespace

const Proving& proving_of(Code code) { return kProvings[static_cast<int>(code)]; }

}  // namespace switchyard::vm
