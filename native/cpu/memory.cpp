#include "cpu/memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <limits>

namespace switchyard::cpu {
namespace {

constexpr size_t kPage = 4096;
constexpr size_t kHugePage = size_t{2} << 20;

// Plain anonymous memory with advice rather than MAP_HUGETLB: that one fails, or faults on touch, where no
// pages are reserved.
char* map_block(size_t bytes) {
  // Over-map by a huge page to place the start on a boundary, then give the ends back.
  const size_t slack = bytes >= kHugePage ? kHugePage : 0;
  void* mapped = mmap(nullptr, bytes + slack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return nullptr;
  char* start = static_cast<char*>(mapped);
  if (slack == 0) return start;
  const size_t lead = (kHugePage - reinterpret_cast<uintptr_t>(start) % kHugePage) % kHugePage;
  if (lead != 0) munmap(start, lead);
  if (slack - lead != 0) munmap(start + lead + bytes, slack - lead);
  madvise(start + lead, bytes, MADV_HUGEPAGE);
  return start + lead;
}

}  // namespace

MemoryPool::~MemoryPool() { drop_kept(0); }

size_t MemoryPool::footprint(size_t bytes) {
  // Large blocks are whole huge pages, so that the last of them is one too.
  const size_t unit = bytes >= kHugePage ? kHugePage : kPage;
  return (bytes + unit - 1) / unit * unit;
}

char* MemoryPool::take(size_t bytes) {
  std::lock_guard lock(mutex_);
  if (bytes > limit_ || used_ > limit_ - bytes) return nullptr;
  char* block = nullptr;
  if (auto kept = kept_blocks_.find(bytes); kept != kept_blocks_.end()) {
    block = kept->second.back();
    kept->second.pop_back();
    if (kept->second.empty()) kept_blocks_.erase(kept);
    kept_ -= bytes;
  } else {
    drop_kept(limit_ - used_ - bytes);
    block = map_block(bytes);
    if (block == nullptr && kept_ > 0) {
      drop_kept(0);
      block = map_block(bytes);
    }
  }
  if (block == nullptr) return nullptr;
  used_ += bytes;
  peak_ = std::max(peak_, used_);
  return block;
}

void MemoryPool::give_back(char* block, size_t bytes) {
  std::lock_guard lock(mutex_);
  used_ -= bytes;
  if (bytes < kHugePage) {
    munmap(block, bytes);
    return;
  }
  kept_blocks_[bytes].push_back(block);
  kept_ += bytes;
}

// Unmaps kept blocks, the largest first, until at most so many bytes are kept.
void MemoryPool::drop_kept(size_t until_kept) {
  while (kept_ > until_kept) {
    auto largest = std::prev(kept_blocks_.end());
    munmap(largest->second.back(), largest->first);
    kept_ -= largest->first;
    largest->second.pop_back();
    if (largest->second.empty()) kept_blocks_.erase(largest);
  }
}

size_t MemoryPool::used() const {
  std::lock_guard lock(mutex_);
  return used_;
}

size_t MemoryPool::peak() const {
  std::lock_guard lock(mutex_);
  return peak_;
}

void MemoryPool::reset_peak() {
  std::lock_guard lock(mutex_);
  peak_ = used_;
}

Buffer Buffer::allocate(MemoryPool& pool, size_t words) {
  Buffer buffer;
  if (words == 0 || words > std::numeric_limits<size_t>::max() / sizeof(uint32_t) / 2) return buffer;
  char* block = pool.take(MemoryPool::footprint(words * sizeof(uint32_t)));
  if (block == nullptr) return buffer;
  buffer.pool_ = &pool;
  buffer.data_ = reinterpret_cast<uint32_t*>(block);
  buffer.words_ = words;
  return buffer;
}

Buffer::~Buffer() {
  if (data_ == nullptr) return;
  pool_->give_back(reinterpret_cast<char*>(data_), MemoryPool::footprint(words_ * sizeof(uint32_t)));
}

}  // namespace switchyard::cpu
