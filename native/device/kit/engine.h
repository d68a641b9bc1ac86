// What a backend has to provide for segments to be carried out on it; segment_runner.h does the rest.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "device/backend.h"

namespace switchyard::device {

using Clock = std::chrono::steady_clock;

// What the ops of one segment share. Outlives its work.
struct SegmentContext {
  const std::vector<const SyOpHeader*>& ops;
  const std::vector<SyRegion>& regions;
  const std::atomic<bool>& cancelled;
  Clock::time_point submitted;
  std::vector<uint32_t>& results;  // each op appends its own; the words may be filled in until finish()
  std::vector<SyTiming>& timings;  // one an op, as the host saw it; may be corrected in finish()
};

// Bytes over the link between the host and a device's own memory.
struct LinkBytes {
  uint64_t to_device = 0;
  uint64_t to_host = 0;
};

// One segment under way on a queue, on a thread of that queue. Without commit() nothing of it remains.
class SegmentWork {
 public:
  virtual ~SegmentWork() = default;
  // Does an op, or has it done behind those before it. Throws Fault where that cannot be, and std::bad_alloc
  // where small host-side bookkeeping fails.
  virtual void run(uint32_t index) = 0;
  // Waits for all that run() has begun; also called after run() has thrown. Throws a Fault of an op.
  virtual void finish() {}
  // Has others see what the ops made and freed. Throws Fault where that cannot be.
  virtual void commit() = 0;
  // What it has moved, once it is finished.
  virtual LinkBytes link() const { return {}; }
};

struct MemoryFigures {
  uint64_t budget_bytes;
  uint64_t used_bytes;
  uint64_t peak_bytes;  // the most in use since the last reset_peak()
};

class Engine {
 public:
  virtual ~Engine() = default;
  virtual std::unique_ptr<SegmentWork> begin(uint32_t queue, const SegmentContext& context) = 0;
  virtual MemoryFigures memory() const = 0;
  virtual void reset_peak() = 0;
  virtual size_t live_handles() const = 0;
};

}  // namespace switchyard::device
