// A segment on its way over a queue. Ops are done when they return.
#pragma once

#include "device/kit/engine.h"
#include "xrt/engine.h"
#include "xrt/held.h"

namespace switchyard::xrt_cards {

class Segment : public device::SegmentWork {
 public:
  Segment(Card& its_card, Store& store, Lane& its_lane, const device::SegmentContext& context)
      : card(its_card), lane(its_lane), transaction(store), context_(context) {}

  void run(uint32_t index) override;
  void commit() override { transaction.commit(); }
  device::LinkBytes link() const override { return link_; }

  // For ops.
  Card& card;
  Lane& lane;
  Transaction transaction;
  const std::vector<SyRegion>& regions() const { return context_.regions; }
  std::vector<uint32_t>& results() { return context_.results; }
  // Throws Fault(SY_CANCELLED).
  void check_cancelled() const;
  // Copies of the first bytes of a buffer, and of some of it. Throw Fault(SY_DEVICE).
  void to_card(const Buffer& buffer, size_t bytes);
  void from_card(const Buffer& buffer, size_t offset, size_t bytes);

 private:
  const device::SegmentContext& context_;
  device::LinkBytes link_;
};

}  // namespace switchyard::xrt_cards
