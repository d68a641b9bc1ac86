// Queues of segments, each carried out in order on a thread of its own.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "device/backend.h"
#include "device/kit/engine.h"

namespace switchyard::device {

class SegmentRunner {
 public:
  SegmentRunner(Engine& engine, uint32_t queues);
  // Cancels what is pending and waits until every completion has been delivered.
  ~SegmentRunner();
  SegmentRunner(const SegmentRunner&) = delete;
  SegmentRunner& operator=(const SegmentRunner&) = delete;

  // Returns the ticket. Throws Fault(SY_ARGUMENT) for an unknown queue or a malformed message.
  uint64_t submit(uint32_t queue, const SySegment& segment, SyDone done, void* user);
  void cancel(uint64_t ticket);
  SyDeviceState state() const;

 private:
  struct Pending;
  struct Queue {
    uint32_t index;
    std::deque<std::shared_ptr<Pending>> waiting;
    std::condition_variable wake;
    std::thread thread;
  };

  void serve(Queue& queue);
  void carry_out(uint32_t queue, Pending& pending);

  Engine& engine_;
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Queue>> queues_;
  std::vector<std::shared_ptr<Pending>> pending_;  // waiting or running
  uint64_t next_ticket_ = 1;
  bool closing_ = false;
};

}  // namespace switchyard::device
