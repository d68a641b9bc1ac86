// The device's memory: one piece, reserved when the device is opened, and given out within it.
//
// Streams use memory behind the host's back. A block that is given back by a queue whose work may still be
// under way can be taken again by that queue at once, since its stream does things in order, and by others
// after settle(). docs/cuda-memory.md has the rules. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>

#include "cuda/runtime/runtime.h"
#include "device/kit/engine.h"

namespace switchyard::cuda {

inline constexpr uint32_t kAnyQueue = 0xffffffffu;

class Pool {
 public:
  // Reserves `budget` bytes, rounded down to whole granules. Throws Fault(SY_MEMORY) where the card refuses.
  Pool(Runtime& runtime, size_t budget);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // The smallest free piece that is large enough, or null. At least one byte; at multiples of kGranule.
  void* take(size_t bytes, uint32_t queue);
  // `queue` may still be using it; kAnyQueue where nobody is.
  void give_back(void* block, size_t bytes, uint32_t queue);
  // What the queue has given back is no longer in use.
  void settle(uint32_t queue);

  device::MemoryFigures figures() const;
  // The most that could be taken at once.
  size_t largest_free(uint32_t queue) const;
  void reset_peak();

  static constexpr size_t kGranule = 512;

 private:
  // Free pieces by where they start; neighbours of one owner are one piece.
  struct Free {
    size_t bytes;
    uint32_t queue;  // whose stream may still use it
  };
  using Pieces = std::map<size_t, Free>;

  static size_t round_up(size_t bytes) { return (bytes + kGranule - 1) / kGranule * kGranule; }
  void insert(size_t start, Free piece);

  Runtime& runtime_;
  const size_t budget_;
  char* const memory_;
  mutable std::mutex mutex_;
  Pieces free_;
  size_t used_ = 0;
  size_t peak_ = 0;
};

// An owned block of the pool. Empty after a refused allocation.
class Buffer {
 public:
  Buffer() = default;
  // `pool` must outlive it.
  static Buffer allocate(Pool& pool, size_t bytes, uint32_t queue);
  ~Buffer() { give_back(kAnyQueue); }
  Buffer(Buffer&& other) noexcept { swap(other); }
  Buffer& operator=(Buffer&& other) noexcept {
    Buffer taken(std::move(other));
    swap(taken);
    return *this;
  }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  // Gives it back while the queue's stream may still be using it. Where it is destroyed instead, nobody may.
  void give_back(uint32_t queue);

  void* data() const { return data_; }
  uint32_t* words() const { return static_cast<uint32_t*>(data_); }
  size_t bytes() const { return bytes_; }
  explicit operator bool() const { return data_ != nullptr; }

 private:
  void swap(Buffer& other) {
    std::swap(pool_, other.pool_);
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
  }

  Pool* pool_ = nullptr;
  void* data_ = nullptr;
  size_t bytes_ = 0;
};

}  // namespace switchyard::cuda
