#include "vm/instruction.h"

#include <iterator>

namespace switchyard::vm {
namespace {

struct Description {
  const char* mnemonic;
  Family family;
};

constexpr Description kDescriptions[] = {
#define SY_VM_DESCRIPTION(code, text, family) {text, Family::family},
    SY_VM_INSTRUCTIONS(SY_VM_DESCRIPTION)
#undef SY_VM_DESCRIPTION
};
static_assert(std::size(kDescriptions) == kInstructionCount);

// Major opcodes, bits 6 to 0.
enum Opcode : uint32_t {
  kOpLoad = 0x03,
  kOpMiscMem = 0x0f,
  kOpImmediate = 0x13,
  kOpAuipc = 0x17,
  kOpStore = 0x23,
  kOpRegister = 0x33,
  kOpLui = 0x37,
  kOpBranch = 0x63,
  kOpJalr = 0x67,
  kOpJal = 0x6f,
};
constexpr uint32_t kEcallWord = 0x00000073;

// By funct3; kIllegal where there is none.
constexpr Code kLoads[8] = {Code::kLb,  Code::kLh,  Code::kLw,      Code::kIllegal,
                            Code::kLbu, Code::kLhu, Code::kIllegal, Code::kIllegal};
constexpr Code kStores[8] = {Code::kSb,      Code::kSh,      Code::kSw,      Code::kIllegal,
                             Code::kIllegal, Code::kIllegal, Code::kIllegal, Code::kIllegal};
constexpr Code kBranches[8] = {Code::kBeq, Code::kBne, Code::kIllegal, Code::kIllegal,
                               Code::kBlt, Code::kBge, Code::kBltu,    Code::kBgeu};
constexpr Code kImmediates[8] = {Code::kAddi, Code::kSlli, Code::kSlti, Code::kSltiu,
                                 Code::kXori, Code::kSrli, Code::kOri,  Code::kAndi};
constexpr Code kRegisters[8] = {Code::kAdd, Code::kSll, Code::kSlt, Code::kSltu,
                                Code::kXor, Code::kSrl, Code::kOr,  Code::kAnd};
constexpr Code kMultiplies[8] = {Code::kMul, Code::kMulh, Code::kMulhsu, Code::kMulhu,
                                 Code::kDiv, Code::kDivu, Code::kRem,    Code::kRemu};

// The parts of an instruction word.
struct Word {
  uint32_t bits;

  uint32_t opcode() const { return bits & 0x7f; }
  uint32_t funct3() const { return (bits >> 12) & 7; }
  uint32_t funct7() const { return bits >> 25; }
  uint8_t rd() const { return (bits >> 7) & 31; }
  uint8_t rs1() const { return (bits >> 15) & 31; }
  uint8_t rs2() const { return (bits >> 20) & 31; }

  int32_t immediate_i() const { return static_cast<int32_t>(bits) >> 20; }
  int32_t immediate_s() const { return (static_cast<int32_t>(bits & 0xfe000000u) >> 20) | rd(); }
  int32_t immediate_b() const {
    return (static_cast<int32_t>(bits & 0x80000000u) >> 19) | static_cast<int32_t>((bits & 0x80) << 4) |
           static_cast<int32_t>((bits >> 20) & 0x7e0) | static_cast<int32_t>((bits >> 7) & 0x1e);
  }
  uint32_t immediate_u() const { return bits & 0xfffff000u; }
  int32_t immediate_j() const {
    return (static_cast<int32_t>(bits & 0x80000000u) >> 11) | static_cast<int32_t>(bits & 0xff000) |
           static_cast<int32_t>((bits >> 9) & 0x800) | static_cast<int32_t>((bits >> 20) & 0x7fe);
  }
};

uint8_t destination(uint8_t rd) { return rd == 0 ? kSink : rd; }

constexpr Op kIllegalOp{Code::kIllegal, kSink, 0, 0, 0};

Op with_immediate(Code code, Word w) {
  if (code == Code::kIllegal) return kIllegalOp;
  return {code, destination(w.rd()), w.rs1(), 0, w.immediate_i()};
}

Op decode_immediate(Word w) {
  Code code = kImmediates[w.funct3()];
  if (code != Code::kSlli && code != Code::kSrli) return with_immediate(code, w);
  if (code == Code::kSrli && w.funct7() == 0x20)
    code = Code::kSrai;
  else if (w.funct7() != 0)
    return kIllegalOp;
  return {code, destination(w.rd()), w.rs1(), 0, w.rs2()};
}

Op decode_register(Word w) {
  Code code = Code::kIllegal;
  if (w.funct7() == 0)
    code = kRegisters[w.funct3()];
  else if (w.funct7() == 1)
    code = kMultiplies[w.funct3()];
  else if (w.funct7() == 0x20 && w.funct3() == 0)
    code = Code::kSub;
  else if (w.funct7() == 0x20 && w.funct3() == 5)
    code = Code::kSra;
  if (code == Code::kIllegal) return kIllegalOp;
  return {code, destination(w.rd()), w.rs1(), w.rs2(), 0};
}

Op without_destination(Code code, Word w, int32_t immediate) {
  if (code == Code::kIllegal) return kIllegalOp;
  return {code, kSink, w.rs1(), w.rs2(), immediate};
}

}  // namespace

const char* mnemonic(Code code) {
  return code < Code::kIllegal ? kDescriptions[static_cast<int>(code)].mnemonic : "illegal";
}

Family family(Code code) { return kDescriptions[static_cast<int>(code)].family; }

const char* name(Family family) {
  switch (family) {
    case Family::kArithmetic:
      return "arithmetic";
    case Family::kBitwise:
      return "bitwise";
    case Family::kCompare:
      return "compare";
    case Family::kShift:
      return "shift";
    case Family::kMultiply:
      return "multiply";
    case Family::kDivide:
      return "divide";
    case Family::kBranch:
      return "branch";
    case Family::kJump:
      return "jump";
    case Family::kUpper:
      return "upper";
    case Family::kLoad:
      return "load";
    case Family::kStore:
      return "store";
    case Family::kFence:
      return "fence";
    case Family::kCall:
      return "call";
  }
  return "";
}

Op decode(uint32_t word, uint32_t pc) {
  const Word w{word};
  switch (w.opcode()) {
    case kOpLui:
      return {Code::kLui, destination(w.rd()), 0, 0, static_cast<int32_t>(w.immediate_u())};
    case kOpAuipc:
      return {Code::kAuipc, destination(w.rd()), 0, 0, static_cast<int32_t>(pc + w.immediate_u())};
    case kOpJal:
      return {Code::kJal, destination(w.rd()), 0, 0, w.immediate_j()};
    case kOpJalr:
      return with_immediate(w.funct3() == 0 ? Code::kJalr : Code::kIllegal, w);
    case kOpBranch:
      return without_destination(kBranches[w.funct3()], w, w.immediate_b());
    case kOpLoad:
      return with_immediate(kLoads[w.funct3()], w);
    case kOpStore:
      return without_destination(kStores[w.funct3()], w, w.immediate_s());
    case kOpImmediate:
      return decode_immediate(w);
    case kOpRegister:
      return decode_register(w);
    // Hints in its other fields are ignored; fence.i (funct3 1) belongs to another extension.
    case kOpMiscMem:
      return w.funct3() == 0 ? Op{Code::kFence, kSink, 0, 0, 0} : kIllegalOp;
    default:
      return word == kEcallWord ? Op{Code::kEcall, kSink, 0, 0, 0} : kIllegalOp;
  }
}

}  // namespace switchyard::vm
