// The CPU as a device: queues of segments, each carried out in order on a thread of its own.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "cpu/backend/op_hook.h"
#include "cpu/backend/store.h"
#include "cpu/isa.h"
#include "cpu/memory.h"
#include "cpu/thread_pool.h"
#include "device/backend.h"

namespace switchyard::cpu {

class Device {
 public:
  Device(const Kernels& kernels, int threads, uint32_t queues, size_t budget_bytes);
  // Cancels what is pending and waits until every completion has been delivered.
  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  void set_hook(std::unique_ptr<OpHook> hook) { hook_ = std::move(hook); }

  // Returns the ticket. Throws Fault(SY_ARGUMENT) for an unknown queue or a malformed message.
  uint64_t submit(uint32_t queue, const SySegment& segment, SyDone done, void* user);
  void cancel(uint64_t ticket);
  SyDeviceState state() const;

 private:
  struct Pending;
  struct Queue {
    std::deque<std::shared_ptr<Pending>> waiting;
    std::condition_variable wake;
    std::thread thread;
  };

  void serve(Queue& queue);
  void carry_out(Pending& pending);

  std::unique_ptr<OpHook> hook_;  // nobody, usually
  const Kernels& kernels_;
  const int threads_;
  MemoryPool memory_;
  Store store_;  // after the pool, which its buffers refer to
  ThreadPool pool_;

  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Queue>> queues_;
  std::vector<std::shared_ptr<Pending>> pending_;  // waiting or running
  uint64_t next_ticket_ = 1;
  bool closing_ = false;
};

}  // namespace switchyard::cpu
