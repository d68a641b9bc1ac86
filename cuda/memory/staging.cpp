#include "cuda/memory/staging.h"

#include <cstring>
#include <utility>

namespace switchyard::cuda {
namespace {

constexpr size_t kRingBytes = 4 * Staging::kMostBytes;
constexpr size_t kAlignment = 64;

}  // namespace

Staging::Staging(Runtime& runtime, Stream& stream)
    : runtime_(runtime), stream_(stream), ring_(static_cast<char*>(runtime.allocate_pinned(kRingBytes))) {}

Staging::~Staging() { runtime_.release_pinned(ring_); }

void Staging::to_device(void* device, const void* source, size_t bytes) {
  char* const place = make_room(bytes);
  std::memcpy(place, source, bytes);
  stream_.copy_to_device(device, place, bytes);
  copies_.push_back({static_cast<size_t>(place - ring_), bytes, stream_.record(), nullptr});
  moved_.to_device += bytes;
}

void Staging::to_host(const void* device, size_t bytes, Sink sink) {
  char* const place = make_room(bytes);
  stream_.copy_to_host(place, device, bytes);
  copies_.push_back({static_cast<size_t>(place - ring_), bytes, stream_.record(), std::move(sink)});
  moved_.to_host += bytes;
}

void Staging::drain() {
  while (!copies_.empty()) retire_oldest();
}

// A free place of the ring behind the newest copy, which becomes free as the oldest ones are retired.
char* Staging::make_room(size_t bytes) {
  size_t start = (next_ + kAlignment - 1) / kAlignment * kAlignment;
  const bool wraps = start + bytes > kRingBytes;
  // What lies between here and the end is skipped, and must be free for that.
  while (wraps && !copies_.empty() && copies_.front().start >= start) retire_oldest();
  if (wraps) start = 0;
  while (!copies_.empty() && copies_.front().start >= start && copies_.front().start < start + bytes)
    retire_oldest();
  next_ = start + bytes;
  return ring_ + start;
}

void Staging::retire_oldest() {
  const Copy copy = std::move(copies_.front());
  copies_.pop_front();
  copy.done->wait();
  if (copy.sink) copy.sink(ring_ + copy.start);
}

}  // namespace switchyard::cuda
