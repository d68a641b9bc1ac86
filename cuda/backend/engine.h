// A CUDA card as what carries out segments.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cuda/backend/matrix.h"
#include "cuda/memory/pool.h"
#include "cuda/memory/staging.h"
#include "cuda/program/kernel_library.h"
#include "cuda/program/program_library.h"
#include "cuda/runtime/runtime.h"
#include "device/kit/engine.h"

namespace switchyard::cuda {

// What a queue has for itself.
struct Lane {
  Lane(Runtime& runtime, uint32_t its_queue)
      : queue(its_queue), stream(runtime.new_stream()), staging(runtime, *stream) {}

  const uint32_t queue;
  const std::unique_ptr<Stream> stream;
  Staging staging;
  std::map<std::pair<std::string, FieldId>, Buffer> tables;  // what Segment::table() has made
};

class Engine : public device::Engine {
 public:
  // Throws Fault where the card does not have the budget's memory.
  // `device` is what messages call it.
  Engine(std::unique_ptr<Runtime> runtime, std::string device, size_t budget_bytes, uint32_t queues);

  std::unique_ptr<device::SegmentWork> begin(uint32_t queue, const device::SegmentContext& context) override;
  device::MemoryFigures memory() const override { return pool_.figures(); }
  void reset_peak() override { pool_.reset_peak(); }
  size_t live_handles() const override { return store_.size(); }

 private:
  const std::unique_ptr<Runtime> runtime_;
  Pool pool_;
  Store store_;  // after the pool, which its buffers refer to
  ProgramLibrary programs_;
  KernelLibrary kernels_;
  std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace switchyard::cuda
