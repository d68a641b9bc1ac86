#include "compute_unit.h"

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "merkle_interface.h"

namespace switchyard::model {
namespace {

// Word 0 of a unit's registers under ap_ctrl_hs.
enum Control : uint32_t { kStart = 1, kDone = 2, kIdle = 4 };

thread_local ComputeUnit* running_unit = nullptr;

}  // namespace

ComputeUnit::ComputeUnit(UnitDescription description, SwitchyardRunKernel kernel, Board& board)
    : description_(std::move(description)),
      kernel_(kernel),
      board_(board),
      registers_(kRegisterSpace),
      thread_([this] { serve(); }) {}

ComputeUnit::~ComputeUnit() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void ComputeUnit::write(uint64_t offset, const uint8_t* bytes, uint64_t count) {
  if (offset >= kRegisterSpace || count > kRegisterSpace - offset) return;
  const std::lock_guard lock(mutex_);
  uint32_t control = 0;
  if (offset == 0) {
    // What is read there is the unit's state, not what was written.
    if (count < sizeof(control)) return;
    std::memcpy(&control, bytes, sizeof(control));
    offset += sizeof(control);
    bytes += sizeof(control);
    count -= sizeof(control);
  }
  std::memcpy(registers_.data() + offset, bytes, count);
  if ((control & kStart) == 0 || running_) return;
  running_ = starts_ = true;
  done_ = false;
  wake_.notify_one();
}

uint32_t ComputeUnit::read(uint64_t offset) {
  if (offset % sizeof(uint32_t) != 0 || offset >= kRegisterSpace) return 0;
  const std::lock_guard lock(mutex_);
  if (offset == 0) {
    // Reading takes the sign that it is done away.
    return running_ ? kStart : std::exchange(done_, false) ? kDone | kIdle : kIdle;
  }
  uint32_t word;
  std::memcpy(&word, registers_.data() + offset, sizeof(word));
  return word;
}

void ComputeUnit::serve() {
  running_unit = this;
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [&] { return starts_ || ends_; });
    if (!starts_) return;
    starts_ = false;
    const std::vector<uint8_t> registers = registers_;
    lock.unlock();
    run(registers);
    lock.lock();
    running_ = false;
    done_ = true;
  }
}

void ComputeUnit::run(const std::vector<uint8_t>& registers) {
  using namespace fpga;
  const auto [fault, extra_milliseconds] = board_.faults.next();
  if (fault == Fault::kHang) hang("it was told to");
  if (fault == Fault::kExit) _exit(1);
  if (fault == Fault::kKill) ::raise(SIGKILL);
  // Beyond all banks: addresses are set aside there, but no memory.
  if (fault == Fault::kCrash) board_.memory.base()[uint64_t{1} << 36] = 1;
  check_buffers(registers);

  SwitchyardRunCounts counts{};
  char error[512] = "";
  const auto began = std::chrono::steady_clock::now();
  if (!kernel_(description_.kernel.c_str(), registers.data(), board_.memory.base(), &counts, error,
               sizeof(error)))
    hang(error);
  std::this_thread::sleep_for(std::chrono::milliseconds(extra_milliseconds));
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
  uint32_t mode;
  std::memcpy(&mode, registers.data() + kMerkleRegisters[kArgMode].offset, sizeof(mode));
  if (fault == Fault::kWrong) {
    uint64_t results;
    std::memcpy(&results, registers.data() + kMerkleRegisters[kArgResults].offset, sizeof(results));
    board_.memory.base()[results + kWordsPerBeat * sizeof(uint32_t)] ^= 1;
  }
  board_.report.run(description_.name, mode, counts, seconds.count());
}

// Buffers in banks that the unit is not wired to cannot be reached.
void ComputeUnit::check_buffers(const std::vector<uint8_t>& registers) {
  using namespace fpga;
  for (const auto& [argument, bank] : description_.connections) {
    if (argument >= kMerkleArguments) continue;
    uint64_t address;
    std::memcpy(&address, registers.data() + kMerkleRegisters[argument].offset, sizeof(address));
    if (board_.memory.bank_of(address, 1) == static_cast<int>(bank)) continue;
    char reason[160];
    std::snprintf(reason, sizeof(reason), "%s is at 0x%llx, which it is not wired to",
                  kMerkleRegisters[argument].name, static_cast<unsigned long long>(address));
    hang(reason);
  }
}

void ComputeUnit::hang(const char* reason) {
  std::fprintf(stderr, "model: %s hangs: %s\n", description_.name.c_str(), reason);
  hung_.store(true);
  for (;;) pause();
}

bool ComputeUnit::contain(int signal) {
  if (running_unit == nullptr) return false;
  running_unit->hung_.store(true);
  char text[128];
  const int length = std::snprintf(text, sizeof(text), "model: %s hangs: its kernel crashed (signal %d)\n",
                                   running_unit->description_.name.c_str(), signal);
  if (::write(STDERR_FILENO, text, static_cast<size_t>(length)) < 0) return true;
  for (;;) pause();
}

}  // namespace switchyard::model
