// A compute unit: its registers, and the thread on which its kernel runs, so that the registers always
// answer.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "faults.h"
#include "kernel_library.h"
#include "memory.h"
#include "metadata.h"
#include "report.h"

namespace switchyard::model {

// What all units share.
struct Board {
  Memory memory;
  Faults faults;
  Report report;
};

// Bytes of a unit's registers, as its container states them.
inline constexpr uint64_t kRegisterSpace = 0x10000;

class ComputeUnit {
 public:
  ComputeUnit(UnitDescription description, SwitchyardRunKernel kernel, Board& board);
  // Waits for a run under way.
  ~ComputeUnit();

  uint64_t base() const { return description_.base; }
  // Words at an offset; writing bit 0 of word 0 starts the kernel. What is out of range is left out.
  void write(uint64_t offset, const uint8_t* bytes, uint64_t count);
  uint32_t read(uint64_t offset);
  // Whether it could be taken down: one that hangs cannot.
  bool is_hung() const { return hung_.load(); }

  // Called in a signal handler, on any thread: whether it was a kernel's, which then never returns.
  static bool contain(int signal);

 private:
  void serve();
  void run(const std::vector<uint8_t>& registers);
  [[noreturn]] void hang(const char* reason);
  void check_buffers(const std::vector<uint8_t>& registers);

  const UnitDescription description_;
  const SwitchyardRunKernel kernel_;
  Board& board_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<uint8_t> registers_;
  bool starts_ = false, running_ = false, done_ = false, ends_ = false;
  std::atomic<bool> hung_{false};
  std::thread thread_;  // last: it uses the others
};

}  // namespace switchyard::model
