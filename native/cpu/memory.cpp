#include "cpu/memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>

namespace switchyard::cpu {
namespace {

constexpr size_t kPage = 4096;
constexpr size_t kHugePage = size_t{2} << 20;
constexpr size_t kMostWords = std::numeric_limits<size_t>::max() / sizeof(uint32_t) / 2;

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

// Puts the huge page at `from` in the place of the one at `to`. One at a time, since a block may consist of
// several mappings, which only some systems move in one call.
bool move_page(char* from, char* to) {
  return mremap(from, kHugePage, kHugePage, MREMAP_MAYMOVE | MREMAP_FIXED, to) != MAP_FAILED;
}

// A fresh huge page at `to`, whatever is there.
bool map_page(char* to) {
  constexpr int kFlags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
  if (mmap(to, kHugePage, PROT_READ | PROT_WRITE, kFlags, -1, 0) == MAP_FAILED) return false;
  madvise(to, kHugePage, MADV_HUGEPAGE);
  return true;
}

// Moves a block with its contents to where one is mapped. Where the system fails it is gone.
bool move_block(char* from, char* to, size_t bytes) {
  for (size_t at = 0; at < bytes; at += kHugePage) {
    if (move_page(from + at, to + at)) continue;
    if (!map_page(to + at)) {
      munmap(from + at, bytes - at);
      return false;
    }
    std::memcpy(to + at, from + at, kHugePage);
    munmap(from + at, kHugePage);
  }
  return true;
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
  if (!has_room(bytes)) return nullptr;
  char* block = take_kept(bytes);
  if (block == nullptr) {
    block = map_new(bytes);
    if (block == nullptr) return nullptr;
    if (bytes >= kHugePage && !move_kept(block, bytes)) {
      munmap(block, bytes);
      return nullptr;
    }
  }
  charge(bytes);
  return block;
}

char* MemoryPool::grow(char* block, size_t bytes, size_t grown_bytes) {
  if (bytes < kHugePage) {
    char* copy = take(grown_bytes);
    if (copy == nullptr) return nullptr;
    std::memcpy(copy, block, bytes);
    give_back(block, bytes);
    return copy;
  }
  std::lock_guard lock(mutex_);
  if (!has_room(grown_bytes - bytes)) return nullptr;
  char* grown = map_new(grown_bytes);
  if (grown == nullptr) return nullptr;
  if (!move_block(block, grown, bytes) || !move_kept(grown + bytes, grown_bytes - bytes)) {
    munmap(grown, grown_bytes);
    used_ -= bytes;
    throw std::bad_alloc();
  }
  charge(grown_bytes - bytes);
  return grown;
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

void MemoryPool::charge(size_t bytes) {
  used_ += bytes;
  peak_ = std::max(peak_, used_);
}

// A kept block of just this size, or null.
char* MemoryPool::take_kept(size_t bytes) {
  const auto place = kept_blocks_.find(bytes);
  if (place == kept_blocks_.end()) return nullptr;
  char* block = place->second.back();
  place->second.pop_back();
  if (place->second.empty()) kept_blocks_.erase(place);
  kept_ -= bytes;
  return block;
}

// Mapped, but not yet touched. Null where the system refuses even after all that is kept has gone back to it.
char* MemoryPool::map_new(size_t bytes) {
  if (bytes < kHugePage) drop_kept(limit_ - used_ - bytes);
  char* block = map_block(bytes);
  if (block == nullptr && kept_ > 0) {
    drop_kept(0);
    block = map_block(bytes);
  }
  return block;
}

// Replaces the pages at `to` by kept ones, as far as there are any. False where the system fails.
bool MemoryPool::move_kept(char* to, size_t bytes) {
  for (size_t moved = 0, cut = 0; moved < bytes && kept_ > 0; moved += cut) {
    char* const from = cut_kept(bytes - moved, cut);
    bool is_mapped = true;
    for (size_t at = 0; at < cut; at += kHugePage) {
      if (move_page(from + at, to + moved + at)) continue;
      munmap(from + at, kHugePage);
      is_mapped &= map_page(to + moved + at);
    }
    if (!is_mapped) return false;
  }
  return true;
}

// The end of the largest kept block, up to `most` bytes of it; there must be one.
char* MemoryPool::cut_kept(size_t most, size_t& cut) {
  const size_t size = kept_blocks_.rbegin()->first;
  char* const block = take_kept(size);
  cut = std::min(size, most);
  if (cut < size) {
    kept_blocks_[size - cut].push_back(block);
    kept_ += size - cut;
  }
  return block + (size - cut);
}

// Unmaps kept pages until at most so many bytes are kept.
void MemoryPool::drop_kept(size_t until_kept) {
  while (kept_ > until_kept) {
    size_t cut = 0;
    char* const block = cut_kept(footprint(std::max(kept_ - until_kept, kHugePage)), cut);
    munmap(block, cut);
  }
}

size_t MemoryPool::used() const {
  std::lock_guard lock(mutex_);
  return used_;
}

size_t MemoryPool::kept() const {
  std::lock_guard lock(mutex_);
  return kept_;
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
  if (words == 0 || words > kMostWords) return buffer;
  char* block = pool.take(MemoryPool::footprint(words * sizeof(uint32_t)));
  if (block == nullptr) return buffer;
  buffer.pool_ = &pool;
  buffer.data_ = reinterpret_cast<uint32_t*>(block);
  buffer.words_ = words;
  return buffer;
}

bool Buffer::grow(size_t words) {
  if (words <= words_) return true;
  if (data_ == nullptr || words > kMostWords) return false;
  const size_t bytes = MemoryPool::footprint(words_ * sizeof(uint32_t));
  const size_t grown_bytes = MemoryPool::footprint(words * sizeof(uint32_t));
  if (grown_bytes > bytes) {
    char* const block = reinterpret_cast<char*>(std::exchange(data_, nullptr));  // lost where the pool throws
    char* const grown = pool_->grow(block, bytes, grown_bytes);
    data_ = reinterpret_cast<uint32_t*>(grown != nullptr ? grown : block);
    if (grown == nullptr) return false;
  }
  words_ = words;
  return true;
}

void Buffer::shrink(size_t words) {
  const size_t bytes = MemoryPool::footprint(words_ * sizeof(uint32_t));
  const size_t left = MemoryPool::footprint(words * sizeof(uint32_t));
  if (left < kHugePage || left > bytes) return;
  if (left < bytes) pool_->give_back(reinterpret_cast<char*>(data_) + left, bytes - left);
  words_ = words;
}

Buffer::~Buffer() {
  if (data_ == nullptr) return;
  pool_->give_back(reinterpret_cast<char*>(data_), MemoryPool::footprint(words_ * sizeof(uint32_t)));
}

}  // namespace switchyard::cpu
