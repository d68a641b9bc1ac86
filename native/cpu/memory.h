// Memory of the CPU device: large, aligned, on huge pages where the system gives them, within a budget.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace switchyard::cpu {

// The blocks that a device holds, at most `limit` bytes of them. The pages of large blocks that are given
// back are kept, since touching fresh ones costs more than a transform's arithmetic, and go to whoever needs
// pages next, whatever the size: fresh pages are mapped for a large block only where none are kept, so that
// keeping does not add to the most that large blocks have held at a time. Thread-safe.
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

  // The block with more room behind its contents, at another place, or null, and the block as it was, where
  // the limit or the system refuses. Both sizes are results of footprint(). The pages of large blocks are
  // moved, not copied: only the difference is charged. Throws std::bad_alloc, the block being lost, where the
  // system fails in the middle.
  char* grow(char* block, size_t bytes, size_t grown_bytes);

  // The bytes of the block for so many bytes of data.
  static size_t footprint(size_t bytes);

  size_t limit() const { return limit_; }
  // In use, without what is kept for reuse.
  size_t used() const;
  // Kept for reuse.
  size_t kept() const;
  // The most that was in use since the start or the last reset_peak().
  size_t peak() const;
  void reset_peak();

 private:
  bool has_room(size_t bytes) const { return bytes <= limit_ && used_ <= limit_ - bytes; }
  void charge(size_t bytes);
  char* take_kept(size_t bytes);
  char* map_new(size_t bytes);
  bool move_kept(char* to, size_t bytes);
  char* cut_kept(size_t most, size_t& cut);
  void drop_kept(size_t until_kept);

  const size_t limit_;
  mutable std::mutex mutex_;
  size_t used_ = 0;
  size_t peak_ = 0;
  size_t kept_ = 0;
  std::map<size_t, std::vector<char*>> kept_blocks_;  // by size; whole huge pages
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

  // Makes room for more words behind those that it has, whose place may change. False, and nothing has
  // changed, where the pool refuses. Throws std::bad_alloc, and is empty, where the system fails in the
  // middle.
  [[nodiscard]] bool grow(size_t words);
  // Gives the memory behind the first so many words back, unless either size is small.
  void shrink(size_t words);

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
