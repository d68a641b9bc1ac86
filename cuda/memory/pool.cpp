#include "cuda/memory/pool.h"

#include <algorithm>
#include <iterator>

namespace switchyard::cuda {

Pool::Pool(Runtime& runtime, size_t budget)
    : runtime_(runtime),
      budget_(std::max(budget / kGranule, size_t{1}) * kGranule),
      memory_(static_cast<char*>(runtime.allocate(budget_))) {
  free_.emplace(0, Free{budget_, kAnyQueue});
}

Pool::~Pool() { runtime_.release(memory_); }

void* Pool::take(size_t bytes, uint32_t queue) {
  if (bytes > budget_) return nullptr;
  const size_t wanted = round_up(bytes);
  std::lock_guard lock(mutex_);
  auto best = free_.end();
  for (auto piece = free_.begin(); piece != free_.end(); ++piece) {
    if (piece->second.queue != kAnyQueue && piece->second.queue != queue) continue;
    if (piece->second.bytes < wanted) continue;
    if (best == free_.end() || piece->second.bytes < best->second.bytes) best = piece;
  }
  if (best == free_.end()) return nullptr;
  const size_t start = best->first;
  const Free rest{best->second.bytes - wanted, best->second.queue};
  free_.erase(best);
  if (rest.bytes > 0) free_.emplace(start + wanted, rest);
  used_ += wanted;
  peak_ = std::max(peak_, used_);
  return memory_ + start;
}

void Pool::give_back(void* block, size_t bytes, uint32_t queue) {
  std::lock_guard lock(mutex_);
  used_ -= round_up(bytes);
  insert(static_cast<size_t>(static_cast<char*>(block) - memory_), {round_up(bytes), queue});
}

void Pool::insert(size_t start, Free piece) {
  const auto next = free_.lower_bound(start);
  if (next != free_.begin()) {
    const auto before = std::prev(next);
    if (before->first + before->second.bytes == start && before->second.queue == piece.queue) {
      start = before->first;
      piece.bytes += before->second.bytes;
      free_.erase(before);
    }
  }
  if (next != free_.end() && start + piece.bytes == next->first && next->second.queue == piece.queue) {
    piece.bytes += next->second.bytes;
    free_.erase(next);
  }
  free_.emplace(start, piece);
}

void Pool::settle(uint32_t queue) {
  std::lock_guard lock(mutex_);
  Pieces pieces;
  pieces.swap(free_);
  for (const auto& [start, piece] : pieces)
    insert(start, {piece.bytes, piece.queue == queue ? kAnyQueue : piece.queue});
}

device::MemoryFigures Pool::figures() const {
  std::lock_guard lock(mutex_);
  return {budget_, used_, peak_};
}

size_t Pool::largest_free(uint32_t queue) const {
  std::lock_guard lock(mutex_);
  size_t most = 0;
  for (const auto& [start, piece] : free_)
    if (piece.queue == kAnyQueue || piece.queue == queue) most = std::max(most, piece.bytes);
  return most;
}

void Pool::reset_peak() {
  std::lock_guard lock(mutex_);
  peak_ = used_;
}

Buffer Buffer::allocate(Pool& pool, size_t bytes, uint32_t queue) {
  Buffer buffer;
  buffer.data_ = pool.take(bytes, queue);
  if (buffer.data_ == nullptr) return buffer;
  buffer.pool_ = &pool;
  buffer.bytes_ = bytes;
  return buffer;
}

void Buffer::give_back(uint32_t queue) {
  if (data_ == nullptr) return;
  pool_->give_back(std::exchange(data_, nullptr), bytes_, queue);
}

}  // namespace switchyard::cuda
