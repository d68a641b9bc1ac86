#include "cuda/backend/engine.h"

#include <utility>

#include "cuda/backend/segment.h"

namespace switchyard::cuda {

Engine::Engine(std::unique_ptr<Runtime> runtime, std::string device, size_t budget_bytes, uint32_t queues)
    : runtime_(std::move(runtime)), pool_(*runtime_, budget_bytes), kernels_(*runtime_, std::move(device)) {
  for (uint32_t i = 0; i < queues; ++i) lanes_.push_back(std::make_unique<Lane>(*runtime_, i));
}

std::unique_ptr<device::SegmentWork> Engine::begin(uint32_t queue, const device::SegmentContext& context) {
  runtime_->bind_thread();
  return std::make_unique<Segment>(pool_, store_, programs_, kernels_, *lanes_[queue], context);
}

}  // namespace switchyard::cuda
