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

// By Code.
inline constexpr Proving kProvings[kInstructionCount] = {
    {Chip::kImmediate, DecodedOp::kImmediate, Proving::Form::kConstant},            // lui
    {Chip::kImmediate, DecodedOp::kImmediate, Proving::Form::kConstant},            // auipc
    {Chip::kImmediate, DecodedOp::kImmediate, Proving::Form::kConstant},            // jal
    {Chip::kJumpRegister, DecodedOp::kJumpRegister, Proving::Form::kJumpRegister},  // jalr
    {Chip::kBranchEqual, DecodedOp::kBeq, Proving::Form::kBranch},                  // beq
    {Chip::kBranchEqual, DecodedOp::kBne, Proving::Form::kBranch},                  // bne
    {Chip::kBranchLess, DecodedOp::kBlt, Proving::Form::kBranch},                   // blt
    {Chip::kBranchLess, DecodedOp::kBge, Proving::Form::kBranch},                   // bge
    {Chip::kBranchLess, DecodedOp::kBltu, Proving::Form::kBranch},                  // bltu
    {Chip::kBranchLess, DecodedOp::kBgeu, Proving::Form::kBranch},                  // bgeu
    {Chip::kLoadPart, DecodedOp::kLb, Proving::Form::kLoad},                        // lb
    {Chip::kLoadPart, DecodedOp::kLh, Proving::Form::kLoad},                        // lh
    {Chip::kLoadWord, DecodedOp::kLoadWord, Proving::Form::kLoad},                  // lw
    {Chip::kLoadPart, DecodedOp::kLbu, Proving::Form::kLoad},                       // lbu
    {Chip::kLoadPart, DecodedOp::kLhu, Proving::Form::kLoad},                       // lhu
    {Chip::kStorePart, DecodedOp::kSb, Proving::Form::kStore},                      // sb
    {Chip::kStorePart, DecodedOp::kSh, Proving::Form::kStore},                      // sh
    {Chip::kStoreWord, DecodedOp::kStoreWord, Proving::Form::kStore},               // sw
    {Chip::kImmediate, DecodedOp::kImmediate, Proving::Form::kImmediate},           // addi
    {Chip::kCompare, DecodedOp::kSlti, Proving::Form::kImmediate},                  // slti
    {Chip::kCompare, DecodedOp::kSltiu, Proving::Form::kImmediate},                 // sltiu
    {Chip::kBitwise, DecodedOp::kXori, Proving::Form::kImmediate},                  // xori
    {Chip::kBitwise, DecodedOp::kOri, Proving::Form::kImmediate},                   // ori
    {Chip::kBitwise, DecodedOp::kAndi, Proving::Form::kImmediate},                  // andi
    {Chip::kShift, DecodedOp::kSlli, Proving::Form::kImmediate},                    // slli
    {Chip::kShift, DecodedOp::kSrli, Proving::Form::kImmediate},                    // srli
    {Chip::kShift, DecodedOp::kSrai, Proving::Form::kImmediate},                    // srai
    {Chip::kAdd, DecodedOp::kAdd, Proving::Form::kRegister},                        // add
    {Chip::kCompare, DecodedOp::kSub, Proving::Form::kRegister},                    // sub
    {Chip::kShift, DecodedOp::kSll, Proving::Form::kRegister},                      // sll
    {Chip::kCompare, DecodedOp::kSlt, Proving::Form::kRegister},                    // slt
    {Chip::kCompare, DecodedOp::kSltu, Proving::Form::kRegister},                   // sltu
    {Chip::kBitwise, DecodedOp::kXor, Proving::Form::kRegister},                    // xor
    {Chip::kShift, DecodedOp::kSrl, Proving::Form::kRegister},                      // srl
    {Chip::kShift, DecodedOp::kSra, Proving::Form::kRegister},                      // sra
    {Chip::kBitwise, DecodedOp::kOr, Proving::Form::kRegister},                     // or
    {Chip::kBitwise, DecodedOp::kAnd, Proving::Form::kRegister},                    // and
    {Chip::kMultiply, DecodedOp::kMul, Proving::Form::kRegister},                   // mul
    {Chip::kMultiply, DecodedOp::kMulh, Proving::Form::kRegister},                  // mulh
    {Chip::kMultiply, DecodedOp::kMulhsu, Proving::Form::kRegister},                // mulhsu
    {Chip::kMultiply, DecodedOp::kMulhu, Proving::Form::kRegister},                 // mulhu
    {Chip::kDivide, DecodedOp::kDiv, Proving::Form::kRegister},                     // div
    {Chip::kDivide, DecodedOp::kDivu, Proving::Form::kRegister},                    // divu
    {Chip::kDivide, DecodedOp::kRem, Proving::Form::kRegister},                     // rem
    {Chip::kDivide, DecodedOp::kRemu, Proving::Form::kRegister},                    // remu
    {Chip::kImmediate, DecodedOp::kImmediate, Proving::Form::kConstant},            // fence
    {Chip::kCall, DecodedOp::kCall, Proving::Form::kConstant},                      // ecall
};

// Of an instruction, not of what else decodes to a Code.
inline const Proving& proving_of(Code code) { return kProvings[static_cast<int>(code)]; }

}  // namespace switchyard::vm
