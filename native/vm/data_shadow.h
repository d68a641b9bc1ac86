// What data memory held when a shard began, and since when its words have held what they hold.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <vector>

#include "vm/memory.h"

namespace switchyard::vm {

inline constexpr uint32_t kPageWords = kPageBytes / 4;

// Knows the pages that the shard accesses.
class DataShadow {
 public:
  struct Page {
    uint32_t number;
    std::array<uint32_t, kPageWords> before;
    std::array<uint32_t, kPageWords> time;
  };

  DataShadow() : slots_(std::make_unique<uint32_t[]>(kPageCount)) {}

  // The page of a word below the limit, as it is in `memory` where the shard has not accessed it before.
  Page& page_of(const Memory& memory, uint32_t word) {
    const uint32_t number = word / kPageWords;
    if (slots_[number] == 0) [[unlikely]]
      open(memory, number);
    return pages_[slots_[number] - 1];
  }

  void clear() {
    for (size_t i = 0; i < used_; ++i) slots_[pages_[i].number] = 0;
    used_ = 0;
  }

 private:
  void open(const Memory& memory, uint32_t number) {
    if (used_ == pages_.size()) pages_.emplace_back();
    Page& page = pages_[used_++];
    page.number = number;
    std::memcpy(page.before.data(), memory.bytes() + size_t{number} * kPageBytes, kPageBytes);
    page.time.fill(0);
    slots_[number] = static_cast<uint32_t>(used_);
  }

  std::unique_ptr<uint32_t[]> slots_;  // of each page: its place in pages_ plus one, or 0
  std::deque<Page> pages_;             // the first `used_` belong to this shard, others wait to be used again
  size_t used_ = 0;
};

}  // namespace switchyard::vm
