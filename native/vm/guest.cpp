#include "vm/guest.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>

#include "math/sha256.h"

namespace switchyard::vm {
namespace {

constexpr uint32_t kNoInput = UINT32_MAX;
constexpr uint32_t kConsolePieceBytes = 1u << 16;

uint32_t word_at(const uint8_t* bytes) {
  return bytes[0] | (uint32_t{bytes[1]} << 8) | (uint32_t{bytes[2]} << 16) | (uint32_t{bytes[3]} << 24);
}

}  // namespace

Guest::Guest(const Program& program, Inputs inputs, uint64_t memory_bytes, Observer& observer)
    : program_(program),
      observer_(observer),
      memory_(memory_bytes),
      memory_bytes_(memory_bytes),
      inputs_(std::move(inputs)),
      counts_(program),
      unconstrained_counts_(program) {
  machine_.pc = program.entry();
  for (const Segment& segment : program.segments())
    if (memory_.load(segment) != Access::kDone) {
      end_at_limit(Limit::kMemory, "the program itself does not fit into the memory limit of " +
                                       std::to_string(memory_bytes) + " bytes");
      return;
    }
}

void Guest::fault(Fault fault, const char* format, ...) {
  char text[256];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);
  ended_ = true;
  outcome_.end = End::kFault;
  outcome_.fault = fault;
  outcome_.detail = text;
}

void Guest::end_at_limit(Limit limit, std::string detail) {
  ended_ = true;
  outcome_.end = End::kLimit;
  outcome_.limit = limit;
  outcome_.detail = std::move(detail);
}

bool Guest::check_cycles(uint64_t limit) {
  if (all_cycles() < limit) return true;
  end_at_limit(Limit::kCycles, "the run has not ended after " + std::to_string(limit) + " cycles");
  return false;
}

void Guest::end_cancelled() {
  ended_ = true;
  outcome_.end = End::kCancelled;
}

void Guest::end_for(const Stopped& stopped) {
  const uint32_t address = stopped.address;
  switch (stopped.stop) {
    case Stop::kBudget:
    case Stop::kCall:
      break;
    case Stop::kIllegal:
      fault(Fault::kIllegalInstruction, "the word is no RV32IM instruction");
      break;
    case Stop::kNoCode:
      fault(Fault::kNoCode, "there is no code at 0x%08x", machine_.pc);
      break;
    case Stop::kMisalignedJump:
      fault(Fault::kMisalignedJump, "the jump to 0x%08x does not go to a multiple of 4", address);
      break;
    case Stop::kMisalignedLoad:
      fault(Fault::kMisalignedLoad, "0x%08x is misaligned", address);
      break;
    case Stop::kMisalignedStore:
      fault(Fault::kMisalignedStore, "0x%08x is misaligned", address);
      break;
    case Stop::kOutOfRange:
      check(Access::kOutOfRange, address, 1);
      break;
    case Stop::kMemoryLimit:
      check(Access::kOverBudget, address, 1);
      break;
  }
}

bool Guest::check(Access access, uint32_t address, uint64_t size) {
  switch (access) {
    case Access::kDone:
      return true;
    case Access::kOutOfRange:
      fault(Fault::kMemoryRange, "0x%08x with %llu bytes is not below 0x%08x", address,
            static_cast<unsigned long long>(size), kAddressLimit);
      return false;
    case Access::kOverBudget:
      end_at_limit(Limit::kMemory,
                   "more memory is needed than the limit of " + std::to_string(memory_bytes_) + " bytes");
      return false;
  }
  return false;
}

bool Guest::check_aligned(uint32_t address) {
  if (address % 4 == 0) return true;
  fault(Fault::kCallArgument, "%s of 0x%08x, which is no multiple of 4", call_name(machine_.x[kT0]), address);
  return false;
}

void Guest::call() {
  const uint32_t number = machine_.x[kT0];
  const int index = call_index(number);
  if (index < 0) {
    const char* name = call_name(number);
    if (name != nullptr)
      fault(Fault::kUnsupportedCall, "the call %s (0x%06x) is not supported", name, number);
    else
      fault(Fault::kUnsupportedCall, "there is no call 0x%08x", number);
    return;
  }
  const Call call = kCalls[index];
  if (unconstrained_ && call != Call::kWrite && call != Call::kExitUnconstrained) {
    fault(Fault::kUnconstrained, "%s within an unconstrained block", call_name(number));
    return;
  }
  const uint32_t pc = machine_.pc;
  RunCounts& counted_in = counts();
  uint64_t& cycles = unconstrained_ ? outcome_.unconstrained_cycles : outcome_.cycles;
  switch (call) {
    case Call::kHalt:
      halt();
      break;
    case Call::kWrite:
      write();
      break;
    case Call::kEnterUnconstrained:
      enter_unconstrained();
      break;
    case Call::kExitUnconstrained:
      exit_unconstrained();
      break;
    case Call::kCommit:
      commit();
      break;
    case Call::kCommitDeferredProofs:
      commit_deferred_proofs();
      break;
    case Call::kHintLength:
      hint_length();
      break;
    case Call::kHintRead:
      hint_read();
      break;
    case Call::kShaExtend:
    case Call::kShaCompress:
    case Call::kKeccakPermute:
    case Call::kUint256Mul:
      precompile(*find_precompile(number));
      break;
  }
  if (ended_ && outcome_.end != End::kHalted) return;
  counted_in.add(program_, pc);
  ++cycles;
  ++outcome_.calls[index];
  if (!ended_) machine_.pc += 4;
}

void Guest::halt() {
  ended_ = true;
  outcome_.end = End::kHalted;
  outcome_.exit_code = argument(0);
}

void Guest::write() {
  const uint32_t descriptor = argument(0), address = argument(1), size = argument(2);
  switch (descriptor) {
    case kFdOutput:
    case kFdErrors:
      return write_console(descriptor, address, size);
    case kFdPublicValues:
    case kFdPublicValuesOld:
      return write_public_values(address, size);
    case kFdHint:
    case kFdHintOld:
      return write_hint(address, size);
    default:
      return;
  }
}

void Guest::write_console(uint32_t descriptor, uint32_t address, uint32_t size) {
  if (!observer_.has_console()) {
    check(memory_.look(address, size), address, size);
    return;
  }
  std::vector<uint8_t> piece;
  for (uint64_t done = 0; done < size; done += piece.size()) {
    piece.resize(std::min<uint64_t>(size - done, kConsolePieceBytes));
    const uint64_t from = address + done;
    const Access access =
        from > UINT32_MAX ? Access::kOutOfRange : memory_.read(static_cast<uint32_t>(from), piece);
    if (!check(access, address, size)) return;
    observer_.console(descriptor, piece);
  }
}

void Guest::write_public_values(uint32_t address, uint32_t size) {
  if (unconstrained_)
    return fault(Fault::kUnconstrained, "public values are written within an unconstrained block");
  std::vector<uint8_t>& values = outcome_.public_values;
  if (size > kMaxPublicValueBytes - values.size())
    return fault(Fault::kPublicValues, "more than %llu bytes of public values",
                 static_cast<unsigned long long>(kMaxPublicValueBytes));
  std::vector<uint8_t> bytes(size);
  if (check(memory_.read(address, bytes), address, size))
    values.insert(values.end(), bytes.begin(), bytes.end());
}

void Guest::write_hint(uint32_t address, uint32_t size) {
  if (size > memory_bytes_ - made_input_bytes_)
    return end_at_limit(Limit::kMemory, "the inputs that the guest makes exceed the memory limit of " +
                                            std::to_string(memory_bytes_) + " bytes");
  std::vector<uint8_t> bytes(size);
  if (!check(memory_.read(address, bytes), address, size)) return;
  made_input_bytes_ += size;
  inputs_.push_front(std::move(bytes));
}

void Guest::enter_unconstrained() {
  before_block_ = machine_;
  unconstrained_ = true;
  memory_.begin_fork();
  set_result(1);
}

// Outside of a block it does what it does at the end of one that changed nothing.
void Guest::exit_unconstrained() {
  if (unconstrained_) {
    memory_.end_fork();
    machine_ = before_block_;
    unconstrained_ = false;
  }
  set_result(0);
}

void Guest::commit() {
  const uint32_t index = argument(0);
  if (index >= 8) return fault(Fault::kCallArgument, "COMMIT of word %u of a digest of 8", index);
  outcome_.committed[index] = argument(1);
  outcome_.committed_words |= 1u << index;
}

void Guest::commit_deferred_proofs() {
  const uint32_t index = argument(0), word = argument(1);
  if (index >= 8)
    return fault(Fault::kCallArgument, "COMMIT_DEFERRED_PROOFS of word %u of a digest of 8", index);
  if (word != 0)
    fault(Fault::kDeferredProof,
          "the guest defers proofs (word %u is 0x%08x), but no proof is verified in guests", index, word);
}

void Guest::hint_length() {
  set_result(inputs_.empty() ? kNoInput : static_cast<uint32_t>(inputs_.front().size()));
}

void Guest::hint_read() {
  const uint32_t address = argument(0), size = argument(1);
  if (inputs_.empty()) return fault(Fault::kInputMissing, "the guest reads an input, but none is left");
  std::vector<uint8_t>& input = inputs_.front();
  if (input.size() != size)
    return fault(Fault::kInputLength, "the guest reads an input of %u bytes, the next one has %zu", size,
                 input.size());
  if (!check_aligned(address)) return;
  // Whole words are written, the last one filled up with zeros.
  input.resize((input.size() + 3) / 4 * 4);
  if (!check(memory_.write(address, input), address, input.size())) return;
  inputs_.pop_front();
}

void Guest::precompile(const Precompile& precompile) {
  const char* const name = call_name(machine_.x[kT0]);
  if (precompile.ranges.size() == 1 && argument(1) != 0)
    return fault(Fault::kCallArgument, "a1 of %s is not 0", name);
  for (const WordRange& range : precompile.ranges) {
    const uint32_t address = machine_.x[range.pointer], size = 4 * range.words;
    if (!check_aligned(address)) return;
    if (uint64_t{address} + size > kAddressLimit) return void(check(Access::kOutOfRange, address, size));
  }
  const WordRange& written = precompile.written();
  check(carry_out(precompile, machine_, memory_), machine_.x[written.pointer], 4 * written.words);
}

Outcome Guest::outcome() const {
  Outcome outcome = outcome_;
  outcome.pc = machine_.pc;
  if (const auto word = program_.word_at(machine_.pc)) {
    outcome.has_word = true;
    outcome.word = *word;
  }
  if (const Function* function = find_function(program_.functions(), machine_.pc))
    outcome.function = function->name;
  std::copy_n(machine_.x, 32, outcome.registers);
  outcome.accessed_pages = memory_.accessed_page_count();
  outcome.used_bytes = memory_.used_bytes();
  outcome.inputs_left = inputs_.size();
  for (size_t r = 0; r < program_.regions().size(); ++r) {
    const CodeRegion& region = program_.regions()[r];
    const std::vector<uint64_t> counts = counts_.counts(r);
    for (size_t i = 0; i < counts.size(); ++i) {
      if (counts[i] == 0) continue;
      const Code code = decode(region.words[i], 0).code;  // as it is, where the region has it as kFar
      outcome.instructions[static_cast<int>(code)] += counts[i];
      outcome.families[static_cast<int>(family(code))] += counts[i];
    }
  }
  uint8_t digest[32];
  sha256(outcome.public_values.data(), outcome.public_values.size(), digest);
  outcome.digest_matches = outcome.committed_words == 0xff;
  for (int i = 0; i < 8; ++i) outcome.digest_matches &= word_at(digest + 4 * i) == outcome.committed[i];
  return outcome;
}

}  // namespace switchyard::vm
