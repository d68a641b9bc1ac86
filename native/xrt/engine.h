// A card as what carries out segments.
#pragma once

#include <memory>
#include <vector>

#include "device/kit/engine.h"
#include "device/kit/store.h"
#include "xrt/card.h"
#include "xrt/held.h"

namespace switchyard::xrt_cards {

// What a queue has for itself: buffers for calls, which grow with what is asked of them.
struct Lane {
  Buffer table;
  std::vector<Buffer> results;  // one a call of those that run side by side
};

class Engine : public device::Engine {
 public:
  Engine(std::unique_ptr<Card> card, uint32_t queues) : card_(std::move(card)), lanes_(queues) {}

  std::unique_ptr<device::SegmentWork> begin(uint32_t queue, const device::SegmentContext& context) override;
  device::MemoryFigures memory() const override { return card_->memory(); }
  void reset_peak() override { card_->reset_peak(); }
  size_t live_handles() const override { return store_.size(); }

 private:
  const std::unique_ptr<Card> card_;
  Store store_;  // after the card, which its buffers refer to
  std::vector<Lane> lanes_;
};

}  // namespace switchyard::xrt_cards
