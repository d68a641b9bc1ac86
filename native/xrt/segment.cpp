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

void Segment::to_card(const Buffer& buffer, size_t bytes) {
  card.to_card(buffer, bytes);
  link_.to_device += bytes;
}

void Segment::from_card(const Buffer& buffer, size_t offset, size_t bytes) {
  card.from_card(buffer, offset, bytes);
  link_.to_host += bytes;
}

}  // namespace switchyard::xrt_cards
