// RV32IM instructions, decoded once before they are executed (RISC-V unprivileged ISA, chapters RV32I and M).
#pragma once

#include <cstdint>

namespace switchyard::vm {

// Every instruction: code, mnemonic, family. One chip will prove one family.
#define SY_VM_INSTRUCTIONS(X)     \
  X(kLui, "lui", kUpper)          \
  X(kAuipc, "auipc", kUpper)      \
  X(kJal, "jal", kJump)           \
  X(kJalr, "jalr", kJump)         \
  X(kBeq, "beq", kBranch)         \
  X(kBne, "bne", kBranch)         \
  X(kBlt, "blt", kBranch)         \
  X(kBge, "bge", kBranch)         \
  X(kBltu, "bltu", kBranch)       \
  X(kBgeu, "bgeu", kBranch)       \
  X(kLb, "lb", kLoad)             \
  X(kLh, "lh", kLoad)             \
  X(kLw, "lw", kLoad)             \
  X(kLbu, "lbu", kLoad)           \
  X(kLhu, "lhu", kLoad)           \
  X(kSb, "sb", kStore)            \
  X(kSh, "sh", kStore)            \
  X(kSw, "sw", kStore)            \
  X(kAddi, "addi", kArithmetic)   \
  X(kSlti, "slti", kCompare)      \
  X(kSltiu, "sltiu", kCompare)    \
  X(kXori, "xori", kBitwise)      \
  X(kOri, "ori", kBitwise)        \
  X(kAndi, "andi", kBitwise)      \
  X(kSlli, "slli", kShift)        \
  X(kSrli, "srli", kShift)        \
  X(kSrai, "srai", kShift)        \
  X(kAdd, "add", kArithmetic)     \
  X(kSub, "sub", kArithmetic)     \
  X(kSll, "sll", kShift)          \
  X(kSlt, "slt", kCompare)        \
  X(kSltu, "sltu", kCompare)      \
  X(kXor, "xor", kBitwise)        \
  X(kSrl, "srl", kShift)          \
  X(kSra, "sra", kShift)          \
  X(kOr, "or", kBitwise)          \
  X(kAnd, "and", kBitwise)        \
  X(kMul, "mul", kMultiply)       \
  X(kMulh, "mulh", kMultiply)     \
  X(kMulhsu, "mulhsu", kMultiply) \
  X(kMulhu, "mulhu", kMultiply)   \
  X(kDiv, "div", kDivide)         \
  X(kDivu, "divu", kDivide)       \
  X(kRem, "rem", kDivide)         \
  X(kRemu, "remu", kDivide)       \
  X(kFence, "fence", kFence)      \
  X(kEcall, "ecall", kCall)

enum class Code : uint8_t {
#define SY_VM_CODE(code, mnemonic, family) code,
  SY_VM_INSTRUCTIONS(SY_VM_CODE)
#undef SY_VM_CODE
  // What is no instruction, yet decoded into the stream:
  kIllegal,  // a word that is no RV32IM instruction
  kFar,      // a branch or jal whose target is misaligned or in another region; decoded again when executed
  kEnd,      // behind the last word of a region
};
inline constexpr int kInstructionCount = static_cast<int>(Code::kIllegal);

enum class Family : uint8_t {
  kArithmetic,
  kBitwise,
  kCompare,
  kShift,
  kMultiply,
  kDivide,
  kBranch,
  kJump,
  kUpper,
  kLoad,
  kStore,
  kFence,
  kCall,
};
inline constexpr int kFamilyCount = static_cast<int>(Family::kCall) + 1;

const char* mnemonic(Code code);
Family family(Code code);
const char* name(Family family);

// Writes to x0 go to a register behind the others, so that no instruction has to test for them. What it holds
// is part of the proven state: FENCE writes 0 there, and branches nothing.
inline constexpr uint8_t kSink = 32;

// A decoded instruction. `imm` is the sign-extended immediate or the shift amount; of lui and auipc the value
// that rd gets; of branches and jal the distance to the target in bytes.
struct Op {
  Code code;
  uint8_t rd;  // kSink for x0
  uint8_t rs1;
  uint8_t rs2;
  int32_t imm;
};
static_assert(sizeof(Op) == 8);

// Decodes the word at `pc`. Fields that an instruction does not have are 0, `rd` kSink.
Op decode(uint32_t word, uint32_t pc);

}  // namespace switchyard::vm
