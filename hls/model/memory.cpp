#include "memory.h"

#include <sys/mman.h>

#include <new>

namespace switchyard::model {
namespace {

// Addresses that are set aside; an Alveo's memory is less.
constexpr uint64_t kReservedBytes = uint64_t{1} << 37;
constexpr uint64_t kPageBytes = 4096;

}  // namespace

Memory::Memory() {
  void* memory = mmap(nullptr, kReservedBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  base_ = static_cast<uint8_t*>(memory);
}

Memory::~Memory() { munmap(base_, kReservedBytes); }

void Memory::lay_out(const std::vector<uint64_t>& bank_bytes) {
  ends_.clear();
  uint64_t end = 0;
  for (const uint64_t bytes : bank_bytes) {
    if (bytes > kReservedBytes - end) break;
    ends_.push_back(end += bytes);
  }
  mprotect(base_, end, PROT_READ | PROT_WRITE);
}

int Memory::bank_of(uint64_t address, uint64_t bytes) const {
  for (size_t i = 0; i < ends_.size(); ++i)
    if (address < ends_[i]) return bytes <= ends_[i] - address ? static_cast<int>(i) : -1;
  return -1;
}

void Memory::freed(uint64_t address) {
  const auto found = sizes_.find(address);
  if (found == sizes_.end()) return;
  // Pages that it shares with its neighbours stay.
  const uint64_t first = (address + kPageBytes - 1) / kPageBytes * kPageBytes;
  const uint64_t end = (address + found->second) / kPageBytes * kPageBytes;
  if (end > first && holds(first, end - first)) madvise(base_ + first, end - first, MADV_DONTNEED);
  sizes_.erase(found);
}

}  // namespace switchyard::model
