#include "vm/memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

namespace switchyard::vm {
namespace {

constexpr size_t kFlagCount = size_t{1} << (32 - kPageBits);

uint8_t* reserve() {
  void* memory = mmap(nullptr, kAddressLimit, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  return static_cast<uint8_t*>(memory);
}

}  // namespace

Memory::Memory(uint64_t budget_bytes)
    : flags_(static_cast<uint8_t*>(std::calloc(kFlagCount, 1)), &std::free),
      budget_pages_(budget_bytes / kPageBytes) {
  if (flags_ == nullptr) throw std::bad_alloc();
  bytes_ = reserve();
}

Memory::~Memory() { munmap(bytes_, kAddressLimit); }

bool Memory::take_page() {
  if (used_pages_ == budget_pages_) return false;
  ++used_pages_;
  return true;
}

Access Memory::touch(uint32_t address, bool write) {
  const uint32_t page = address >> kPageBits;
  if (page >= kPageCount) return Access::kOutOfRange;
  uint8_t& flags = flags_[page];
  if ((flags & kPresent) == 0) {
    if (!take_page()) return Access::kOverBudget;
    flags |= kPresent;
    if (forked_) flags |= kSaved;  // as zero: end_fork takes it back
    present_.push_back(page);
  }
  if (forked_ && write && (flags & kSaved) == 0) {
    if (!take_page()) return Access::kOverBudget;
    auto content = std::make_unique_for_overwrite<uint8_t[]>(kPageBytes);
    std::memcpy(content.get(), bytes_ + size_t{page} * kPageBytes, kPageBytes);
    saved_.push_back({page, std::move(content)});
    flags |= kSaved;
  }
  if (!forked_ && (flags & kAccessed) == 0) {
    flags |= kAccessed;
    accessed_.push_back(page);
    if ((flags & kAccessedEver) == 0) {
      flags |= kAccessedEver;
      ++accessed_ever_;
    }
  }
  flags |= kReadable;
  if (write || !forked_) flags |= kWritable;
  return Access::kDone;
}

Access Memory::touch_range(uint32_t address, size_t size, bool write) {
  if (address > kAddressLimit || size > kAddressLimit - address) return Access::kOutOfRange;
  const uint8_t wanted = write ? kWritable : kReadable;
  const size_t end = size_t{address} + size;
  for (size_t at = address & ~(kPageBytes - 1); at < end; at += kPageBytes) {
    if ((flags_[at >> kPageBits] & wanted) != 0) continue;
    const Access access = touch(static_cast<uint32_t>(at), write);
    if (access != Access::kDone) return access;
  }
  return Access::kDone;
}

Access Memory::read(uint32_t address, std::span<uint8_t> to) {
  const Access access = touch_range(address, to.size(), false);
  if (access == Access::kDone && !to.empty()) std::memcpy(to.data(), bytes_ + address, to.size());
  return access;
}

Access Memory::write(uint32_t address, std::span<const uint8_t> from) {
  const Access access = touch_range(address, from.size(), true);
  if (access == Access::kDone && !from.empty()) std::memcpy(bytes_ + address, from.data(), from.size());
  return access;
}

Access Memory::load(const Segment& segment) {
  for (size_t at = segment.address & ~(kPageBytes - 1); at < size_t{segment.address} + segment.size;
       at += kPageBytes) {
    uint8_t& flags = flags_[at >> kPageBits];
    if ((flags & kPresent) != 0) continue;  // shared with another segment
    if (!take_page()) return Access::kOverBudget;
    flags |= kPresent;
    present_.push_back(static_cast<uint32_t>(at >> kPageBits));
  }
  if (!segment.bytes.empty())
    std::memcpy(bytes_ + segment.address, segment.bytes.data(), segment.bytes.size());
  return Access::kDone;
}

void Memory::peek(uint32_t address, std::span<uint8_t> to) const {
  const size_t there = address < kAddressLimit ? std::min<size_t>(to.size(), kAddressLimit - address) : 0;
  if (there > 0) std::memcpy(to.data(), bytes_ + address, there);
  std::fill(to.begin() + static_cast<ptrdiff_t>(there), to.end(), uint8_t{0});
}

void Memory::begin_fork() {
  forked_ = true;
  present_before_fork_ = present_.size();
  for (const uint32_t page : present_) flags_[page] &= static_cast<uint8_t>(~(kReadable | kWritable));
}

void Memory::end_fork() {
  for (const SavedPage& saved : saved_)
    std::memcpy(bytes_ + size_t{saved.page} * kPageBytes, saved.content.get(), kPageBytes);
  used_pages_ -= saved_.size();
  saved_.clear();
  for (size_t i = present_before_fork_; i < present_.size(); ++i) {
    std::memset(bytes_ + size_t{present_[i]} * kPageBytes, 0, kPageBytes);
    flags_[present_[i]] = 0;
    --used_pages_;
  }
  present_.resize(present_before_fork_);
  for (const uint32_t page : present_)
    flags_[page] &= static_cast<uint8_t>(~(kReadable | kWritable | kSaved));
  forked_ = false;
}

std::vector<uint32_t> Memory::accessed_pages() const {
  std::vector<uint32_t> pages = accessed_;
  std::sort(pages.begin(), pages.end());
  return pages;
}

void Memory::begin_epoch() {
  for (const uint32_t page : present_)
    flags_[page] &= static_cast<uint8_t>(~(kReadable | kWritable | kAccessed));
  accessed_.clear();
}

}  // namespace switchyard::vm
