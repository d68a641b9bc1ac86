// Memory of the CPU device: large, aligned, on huge pages where the system gives them, within a budget.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace switchyard::cpu {

// The blocks that a device holds, at most `limit` bytes of them. Large blocks that are given back are kept
// for the next taker of the same size as long as the limit has room: touching fresh pages costs more than a
// transform's arithmetic. Thread-safe.
class MemoryPool {
 public:
  explicit MemoryPool(size_t limit) : limit_(limit) {}
  ~MemoryPool();
  MemoryPool(const MemoryPool&) = delete;
  MemoryPool& operator=(const MemoryPool&) = delete;

  // A block of whole pages with undefined contents, or null where the limit or the system refuses. `bytes` is
  // a result of footprint().
  char* take(size_t bytes);
  void give_back(char* block, size_t bytes);

  // The bytes of the block for so many bytes of data.
  static size_t footprint(size_t bytes);

  size_t limit() const { return limit_; }
  // In use, without what is kept for reuse.
  size_t used() const;
  // The most that was in use since the start or the last reset_peak().
  size_t peak() const;
  void reset_peak();

 private:
  void drop_kept(size_t until_kept);

  const size_t limit_;
  mutable std::mutex mutex_;
  size_t used_ = 0;
  size_t peak_ = 0;
  size_t kept_ = 0;
  std::map<size_t, std::vector<char*>> kept_blocks_;  // by size
};

// An owned array of 32-bit words, 64-byte aligned, contents undefined. Empty after a failed allocation.
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

  // An empty buffer where the pool refuses, and for zero words. `pool` must outlive it.
  static Buffer allocate(MemoryPool& pool, size_t words);

  uint32_t* data() { return data_; }
  const uint32_t* data() const { return data_; }
  size_t words() const { return words_; }
  explicit operator bool() const { return data_ != nullptr; }

 private:
  void swap(Buffer& other) {
    std::swap(pool_, other.pool_);
    std::swap(data_, other.data_);
    std::swap(words_, other.words_);
  }

  MemoryPool* pool_ = nullptr;
  uint32_t* data_ = nullptr;
  size_t words_ = 0;
};

}  // namespace switchyard::cpu
