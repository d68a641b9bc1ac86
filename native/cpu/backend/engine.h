// The CPU as what carries out segments: each op is done when run() returns.
#pragma once

#include <memory>
#include <utility>

#include "cpu/backend/op_hook.h"
#include "cpu/backend/store.h"
#include "cpu/isa.h"
#include "cpu/memory.h"
#include "cpu/thread_pool.h"
#include "device/kit/engine.h"

namespace switchyard::cpu {

class Engine : public device::Engine {
 public:
  Engine(const Kernels& kernels, int threads, size_t budget_bytes)
      : kernels_(kernels), threads_(threads), memory_(budget_bytes), pool_(threads) {}

  void set_hook(std::unique_ptr<OpHook> hook) { hook_ = std::move(hook); }

  std::unique_ptr<device::SegmentWork> begin(uint32_t queue, const device::SegmentContext& context) override;
  device::MemoryFigures memory() const override { return figures_of(memory_); }
  void reset_peak() override { memory_.reset_peak(); }
  size_t live_handles() const override { return store_.size(); }

 private:
  class Work;

  std::unique_ptr<OpHook> hook_;  // nobody, usually
  const Kernels& kernels_;
  const int threads_;
  MemoryPool memory_;
  Store store_;  // after the pool, which its buffers refer to
  ThreadPool pool_;
};

}  // namespace switchyard::cpu
