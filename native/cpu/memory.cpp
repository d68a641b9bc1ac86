#include "cpu/memory.h"

#include <sys/mman.h>

#include <limits>

namespace switchyard::cpu {
namespace {

constexpr size_t kPage = 4096;
constexpr size_t kHugePage = size_t{2} << 20;

}  // namespace

bool MemoryBudget::charge(size_t bytes) {
  size_t used = used_.load();
  do {
    if (bytes > limit_ || used > limit_ - bytes) return false;
  } while (!used_.compare_exchange_weak(used, used + bytes));
  size_t peak = peak_.load();
  while (peak < used + bytes && !peak_.compare_exchange_weak(peak, used + bytes)) {
  }
  return true;
}

size_t Buffer::footprint(size_t words) {
  // Large buffers are whole huge pages, so that the last of them is one too.
  const size_t bytes = words * sizeof(uint32_t);
  const size_t unit = bytes >= kHugePage ? kHugePage : kPage;
  return (bytes + unit - 1) / unit * unit;
}

Buffer Buffer::allocate(MemoryBudget& budget, size_t words) {
  Buffer buffer;
  if (words == 0 || words > std::numeric_limits<size_t>::max() / sizeof(uint32_t) / 2) return buffer;
  const size_t bytes = footprint(words);
  if (!budget.charge(bytes)) return buffer;
  // Over-map by a huge page to place the start on a boundary, then give the ends back. Plain anonymous memory
  // with advice rather than MAP_HUGETLB: that one fails, or faults on touch, where no pages are reserved.
  const size_t slack = bytes >= kHugePage ? kHugePage : 0;
  void* mapped = mmap(nullptr, bytes + slack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) {
    budget.release(bytes);
    return buffer;
  }
  char* start = static_cast<char*>(mapped);
  if (slack != 0) {
    const size_t lead = (kHugePage - reinterpret_cast<uintptr_t>(start) % kHugePage) % kHugePage;
    if (lead != 0) munmap(start, lead);
    if (slack - lead != 0) munmap(start + lead + bytes, slack - lead);
    start += lead;
    madvise(start, bytes, MADV_HUGEPAGE);
  }
  buffer.budget_ = &budget;
  buffer.data_ = reinterpret_cast<uint32_t*>(start);
  buffer.words_ = words;
  return buffer;
}

Buffer::~Buffer() {
  if (data_ == nullptr) return;
  const size_t bytes = footprint(words_);
  munmap(data_, bytes);
  budget_->release(bytes);
}

}  // namespace switchyard::cpu
