// Memory of the CPU device: large, aligned, on huge pages where the system gives them, charged to a budget.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace switchyard::cpu {

// Bytes that a device may hold. Thread-safe.
class MemoryBudget {
 public:
  explicit MemoryBudget(size_t limit) : limit_(limit) {}

  // False, and no change, where the limit would be passed.
  bool charge(size_t bytes);
  void release(size_t bytes) { used_.fetch_sub(bytes); }

  size_t limit() const { return limit_; }
  size_t used() const { return used_.load(); }
  size_t peak() const { return peak_.load(); }

 private:
  const size_t limit_;
  std::atomic<size_t> used_{0};
  std::atomic<size_t> peak_{0};
};

// An owned array of 32-bit words, 64-byte aligned, zeroed. Empty after a failed allocation.
class Buffer {
 public:
  Buffer() = default;
  Buffer(Buffer&& other) noexcept { swap(other); }
  Buffer& operator=(Buffer&& other) noexcept {
    Buffer taken(std::move(other));
    swap(taken);
    return *this;
  }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer();

  // An empty buffer where the budget or the system refuses. `budget` must outlive it. Zero words give an
  // empty buffer too.
  static Buffer allocate(MemoryBudget& budget, size_t words);

  // What allocate(words) takes from the budget: whole pages.
  static size_t footprint(size_t words);

  uint32_t* data() { return data_; }
  const uint32_t* data() const { return data_; }
  size_t words() const { return words_; }
  explicit operator bool() const { return data_ != nullptr; }

 private:
  void swap(Buffer& other) {
    std::swap(budget_, other.budget_);
    std::swap(data_, other.data_);
    std::swap(words_, other.words_);
  }

  MemoryBudget* budget_ = nullptr;
  uint32_t* data_ = nullptr;
  size_t words_ = 0;
};

}  // namespace switchyard::cpu
