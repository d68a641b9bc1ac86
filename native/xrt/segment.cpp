#include "xrt/segment.h"

#include "device/kit/fault.h"
#include "xrt/ops.h"

namespace switchyard::xrt_cards {

using device::Fault;

std::unique_ptr<device::SegmentWork> Engine::begin(uint32_t queue, const device::SegmentContext& context) {
  return std::make_unique<Segment>(*card_, store_, lanes_[queue], context);
}

void Segment::run(uint32_t index) {
  const SyOpHeader& op = *context_.ops[index];
  find_op(op.kind).run(op, *this);
}

void Segment::check_cancelled() const {
  if (context_.cancelled.load(std::memory_order_relaxed))
    throw Fault(SY_CANCELLED, "", "the segment was cancelled");
}

}  // namespace switchyard::xrt_cards
