// The inner loop: executes decoded instructions until something calls for the executor.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "vm/machine.h"
#include "vm/recorder.h"

namespace switchyard::vm {

static_assert(std::endian::native == std::endian::little, "the guest's words are the host's");

enum class Stop : uint8_t {
  kBudget,           // `pc` is the next instruction
  kCall,             // `pc` is an ecall, not executed yet
  kIllegal,          // the others: `pc` is the instruction that cannot be executed
  kNoCode,           // there is no code at `pc`
  kMisalignedJump,   // to `address`
  kMisalignedLoad,   // from `address`
  kMisalignedStore,  // to `address`
  kOutOfRange,       // `address` is no data memory
  kMemoryLimit,      // `address` lies in one page too many
};

struct Stopped {
  Stop stop;
  uint32_t address;   // where the stop has one
  uint64_t executed;  // instructions
};

// Division as the M extension defines it for all operands.
inline uint32_t divide_signed(uint32_t a, uint32_t b) {
  if (b == 0) return UINT32_MAX;
  if (a == 0x80000000u && b == UINT32_MAX) return a;
  return static_cast<uint32_t>(static_cast<int32_t>(a) / static_cast<int32_t>(b));
}
inline uint32_t remainder_signed(uint32_t a, uint32_t b) {
  if (b == 0) return a;
  if (a == 0x80000000u && b == UINT32_MAX) return 0;
  return static_cast<uint32_t>(static_cast<int32_t>(a) % static_cast<int32_t>(b));
}

inline bool branch_taken(Code code, uint32_t a, uint32_t b) {
  switch (code) {
    case Code::kBeq:
      return a == b;
    case Code::kBne:
      return a != b;
    case Code::kBlt:
      return static_cast<int32_t>(a) < static_cast<int32_t>(b);
    case Code::kBge:
      return static_cast<int32_t>(a) >= static_cast<int32_t>(b);
    case Code::kBltu:
      return a < b;
    default:
      return a >= b;
  }
}

// Tells the recorder of a jal or jalr. Link registers are x1 and x5, as the calling convention has it.
template <class Recorder>
void record_transfer(Recorder& recorder, const Op& op, uint32_t pc, uint32_t target, uint64_t cycle) {
  if (op.rd == 1 || op.rd == 5)
    recorder.call(target, pc + 4, cycle);
  else
    recorder.jump(target, cycle);
}

// Where the loop stands in the code, and the instructions it has executed.
class Cursor {
 public:
  Cursor(const Program& program, RunCounts& counts) : program_(program), counts_(counts) {}

  // The decoded word at `pc`, where a new run begins; null where there is no code.
  const Op* enter(uint32_t pc) {
    const CodeRegion* region = pc % 4 == 0 ? program_.find_region(pc) : nullptr;
    if (region == nullptr) return nullptr;
    region_ = region;
    first_ = region->ops.data();
    differences_ = counts_.differences(static_cast<size_t>(region - program_.regions().data()));
    return start_ = first_ + (pc - region->address) / 4;
  }
  // Ends the run before `end`; the next one begins at `next`, in the same region.
  void finish(const Op* end, const Op* next) {
    ++differences_[start_ - first_];
    --differences_[end - first_];
    executed_ += static_cast<uint64_t>(end - start_);
    start_ = next;
  }

  uint32_t pc(const Op* op) const { return region_->address + static_cast<uint32_t>(op - first_) * 4; }
  uint32_t word(const Op* op) const { return region_->words[static_cast<size_t>(op - first_)]; }
  // The decoded word at `pc` where it lies in the present region, else null.
  const Op* near(uint32_t pc) const {
    const uint32_t distance = pc - region_->address;
    return distance < region_->size() ? first_ + distance / 4 : nullptr;
  }
  uint64_t finished() const { return executed_; }
  uint64_t executed(const Op* op) const { return executed_ + static_cast<uint64_t>(op - start_); }

 private:
  const Program& program_;
  RunCounts& counts_;
  const CodeRegion* region_ = nullptr;
  const Op* first_ = nullptr;
  const Op* start_ = nullptr;
  int64_t* differences_ = nullptr;
  uint64_t executed_ = 0;
};

// Executes from machine.pc on. With kExact it stops after exactly `budget` instructions; without, it looks at
// the budget at the ends of runs alone and stops in time, within program.longest_run() of it. `first_cycle`
// is the number that the recorder gets for the first instruction.
template <class Recorder, bool kExact>
Stopped interpret(const Program& program, Memory& memory, Machine& machine, RunCounts& counts,
                  Recorder& recorder, uint64_t first_cycle, uint64_t budget) {
  if constexpr (!kExact) budget -= budget < program.longest_run() ? budget : program.longest_run();
  Cursor cursor(program, counts);
  const Op* op = cursor.enter(machine.pc);
  if (op == nullptr) return {Stop::kNoCode, 0, 0};

  uint32_t* const x = machine.x;
  uint8_t* const bytes = memory.bytes();
  const uint8_t* const flags = memory.flags();
  bool recording = false;  // an instruction has been announced to the recorder

  const auto announce = [&] {
    if constexpr (Recorder::kInstructions) {
      if (recording) recorder.after(machine, memory, cursor.pc(op));
      recording = op->code < Code::kEcall || op->code == Code::kFar;
      if (recording) recorder.before(machine, memory, cursor.pc(op), *op);
    }
  };
  const auto complete = [&](uint32_t next_pc) {
    if constexpr (Recorder::kInstructions)
      if (recording) recorder.after(machine, memory, next_pc);
  };
  // Before the instruction at `op`.
  const auto stop = [&](Stop reason, uint32_t address) -> Stopped {
    machine.pc = cursor.pc(op);
    cursor.finish(op, op);
    return {reason, address, cursor.finished()};
  };
  // Whether the page of a load or store may be used; else `refusal` says why not.
  Stop refusal{};
  const auto touch = [&](uint32_t address, bool write) {
    const Access access = memory.touch(address, write);
    refusal = access == Access::kOutOfRange ? Stop::kOutOfRange : Stop::kMemoryLimit;
    return access == Access::kDone;
  };
  uint32_t address = 0;
  const auto can_load = [&](uint32_t alignment) __attribute__((always_inline)) {
    address = x[op->rs1] + static_cast<uint32_t>(op->imm);
    if ((address & alignment) != 0) [[unlikely]] {
      refusal = Stop::kMisalignedLoad;
      return false;
    }
    if ((flags[address >> kPageBits] & Memory::kReadable) != 0) [[likely]]
      return true;
    return touch(address, false);
  };
  const auto can_store = [&](uint32_t alignment) __attribute__((always_inline)) {
    address = x[op->rs1] + static_cast<uint32_t>(op->imm);
    if ((address & alignment) != 0) [[unlikely]] {
      refusal = Stop::kMisalignedStore;
      return false;
    }
    if ((flags[address >> kPageBits] & Memory::kWritable) != 0) [[likely]]
      return true;
    return touch(address, true);
  };
  const auto load = [&]<class T>(T) __attribute__((always_inline)) {
    T value;
    std::memcpy(&value, bytes + address, sizeof(T));
    return static_cast<uint32_t>(value);
  };
  const auto store = [&]<class T>(T) __attribute__((always_inline)) {
    const T value = static_cast<T>(x[op->rs2]);
    std::memcpy(bytes + address, &value, sizeof(T));
  };
  uint32_t target = 0;

  const auto a = [&]() __attribute__((always_inline)) { return x[op->rs1]; };
  const auto b = [&]() __attribute__((always_inline)) { return x[op->rs2]; };
  const auto signed_a = [&]() __attribute__((always_inline)) { return static_cast<int32_t>(x[op->rs1]); };
  const auto signed_b = [&]() __attribute__((always_inline)) { return static_cast<int32_t>(x[op->rs2]); };
  const auto immediate = [&]() __attribute__((always_inline)) { return static_cast<uint32_t>(op->imm); };

  // One label for each code, of its name. Each dispatch is an indirect jump of its own (the compiler copies
  // `dispatch` into every place that goes there), which processors predict better than one for all.
  // clang-format off
  static const void* const kLabels[] = {
#define SY_VM_LABEL(code, mnemonic, family) &&code,
      SY_VM_INSTRUCTIONS(SY_VM_LABEL)
#undef SY_VM_LABEL
      &&kIllegal, &&kFar, &&kEnd};
  // clang-format on
#define SY_VM_RESULT(value) \
  x[op->rd] = (value);      \
  goto next
#define SY_VM_LOAD(alignment, type)      \
  if (!can_load(alignment)) [[unlikely]] \
    return stop(refusal, address);       \
  SY_VM_RESULT(load(type{}))
#define SY_VM_STORE(alignment, type)      \
  if (!can_store(alignment)) [[unlikely]] \
    return stop(refusal, address);        \
  store(type{});                          \
  goto next
#define SY_VM_BRANCH(condition) \
  if (condition) goto taken;    \
  goto next

dispatch:
  if constexpr (kExact)
    if (cursor.executed(op) == budget) {
      complete(cursor.pc(op));
      return stop(Stop::kBudget, 0);
    }
  announce();
  goto* kLabels[static_cast<uint8_t>(op->code)];

next:
  ++op;
  goto dispatch;

kLui:
kAuipc:
  SY_VM_RESULT(immediate());
kAddi:
  SY_VM_RESULT(a() + immediate());
kSlti:
  SY_VM_RESULT(signed_a() < op->imm);
kSltiu:
  SY_VM_RESULT(a() < immediate());
kXori:
  SY_VM_RESULT(a() ^ immediate());
kOri:
  SY_VM_RESULT(a() | immediate());
kAndi:
  SY_VM_RESULT(a() & immediate());
kSlli:
  SY_VM_RESULT(a() << immediate());
kSrli:
  SY_VM_RESULT(a() >> immediate());
kSrai:
  SY_VM_RESULT(static_cast<uint32_t>(signed_a() >> immediate()));
kAdd:
  SY_VM_RESULT(a() + b());
kSub:
  SY_VM_RESULT(a() - b());
kSll:
  SY_VM_RESULT(a() << (b() & 31));
kSlt:
  SY_VM_RESULT(signed_a() < signed_b());
kSltu:
  SY_VM_RESULT(a() < b());
kXor:
  SY_VM_RESULT(a() ^ b());
kSrl:
  SY_VM_RESULT(a() >> (b() & 31));
kSra:
  SY_VM_RESULT(static_cast<uint32_t>(signed_a() >> (b() & 31)));
kOr:
  SY_VM_RESULT(a() | b());
kAnd:
  SY_VM_RESULT(a() & b());
kMul:
  SY_VM_RESULT(a() * b());
kMulh:
  SY_VM_RESULT(static_cast<uint32_t>((int64_t{signed_a()} * signed_b()) >> 32));
kMulhsu:
  SY_VM_RESULT(static_cast<uint32_t>((int64_t{signed_a()} * int64_t{b()}) >> 32));
kMulhu:
  SY_VM_RESULT(static_cast<uint32_t>((uint64_t{a()} * b()) >> 32));
kDiv:
  SY_VM_RESULT(divide_signed(a(), b()));
kDivu:
  SY_VM_RESULT(b() == 0 ? UINT32_MAX : a() / b());
kRem:
  SY_VM_RESULT(remainder_signed(a(), b()));
kRemu:
  SY_VM_RESULT(b() == 0 ? a() : a() % b());
kFence:
  SY_VM_RESULT(0);  // to the sink, as it is proven

kLb:
  SY_VM_LOAD(0, int8_t);
kLh:
  SY_VM_LOAD(1, int16_t);
kLw:
  SY_VM_LOAD(3, uint32_t);
kLbu:
  SY_VM_LOAD(0, uint8_t);
kLhu:
  SY_VM_LOAD(1, uint16_t);
kSb:
  SY_VM_STORE(0, uint8_t);
kSh:
  SY_VM_STORE(1, uint16_t);
kSw:
  SY_VM_STORE(3, uint32_t);

kBeq:
  SY_VM_BRANCH(a() == b());
kBne:
  SY_VM_BRANCH(a() != b());
kBlt:
  SY_VM_BRANCH(signed_a() < signed_b());
kBge:
  SY_VM_BRANCH(signed_a() >= signed_b());
kBltu:
  SY_VM_BRANCH(a() < b());
kBgeu:
  SY_VM_BRANCH(a() >= b());
kJal:
  x[op->rd] = cursor.pc(op) + 4;
  if constexpr (Recorder::kTransfers)
    record_transfer(recorder, *op, cursor.pc(op), cursor.pc(op) + immediate(),
                    first_cycle + cursor.executed(op));
  goto taken;
kJalr:
  target = (a() + immediate()) & ~1u;
  if ((target & 2) != 0) [[unlikely]]
    return stop(Stop::kMisalignedJump, target);
  goto far;
kFar : {
  const Code code = decode(cursor.word(op), cursor.pc(op)).code;
  if (code != Code::kJal && !branch_taken(code, a(), b())) goto next;
  target = cursor.pc(op) + immediate();
  if ((target & 2) != 0) return stop(Stop::kMisalignedJump, target);
  if (code == Code::kJal) goto far;
  goto far_branch;
}

kEcall:
  return stop(Stop::kCall, 0);
kIllegal:
  return stop(Stop::kIllegal, 0);
kEnd:
  target = cursor.pc(op);
  cursor.finish(op, op);
  op = cursor.enter(target);
  if (op == nullptr) {
    machine.pc = target;
    return {Stop::kNoCode, 0, cursor.finished()};
  }
  goto look_at_budget;

taken : {
  const Op* next_op = op + op->imm / 4;
  cursor.finish(op + 1, next_op);
  op = next_op;
}
  goto look_at_budget;

far:
  x[op->rd] = cursor.pc(op) + 4;

far_branch : {
  const uint32_t pc = cursor.pc(op);
  if constexpr (Recorder::kTransfers)
    record_transfer(recorder, *op, pc, target, first_cycle + cursor.executed(op));
  const Op* next_op = cursor.near(target);
  cursor.finish(op + 1, next_op);
  if (next_op == nullptr) next_op = cursor.enter(target);
  if (next_op == nullptr) {
    complete(target);
    machine.pc = target;
    return {Stop::kNoCode, 0, cursor.finished()};
  }
  op = next_op;
}

look_at_budget:
  if constexpr (!kExact)
    if (cursor.finished() > budget) [[unlikely]] {
      complete(cursor.pc(op));
      return stop(Stop::kBudget, 0);
    }
  goto dispatch;

#undef SY_VM_RESULT
#undef SY_VM_LOAD
#undef SY_VM_STORE
#undef SY_VM_BRANCH
}

}  // namespace switchyard::vm
