// The way between host and device for one queue: a ring of pinned memory that copies pass through, so that
// the host fills or empties one part while the card copies another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <utility>

#include "cuda/runtime/runtime.h"
#include "device/kit/engine.h"

namespace switchyard::cuda {

// Used by one thread at a time.
class Staging {
 public:
  // Called with pinned memory that holds what was copied.
  using Sink = std::function<void(const void* bytes)>;

  Staging(Runtime& runtime, Stream& stream);
  ~Staging();
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;

  // Copies are at most this long.
  static constexpr size_t kMostBytes = size_t{4} << 20;

  // The source may go when this returns. Waits where the ring is full.
  void to_device(void* device, const void* source, size_t bytes);
  // `sink` is called when the bytes are there: in drain(), or in an earlier call that needs room.
  void to_host(const void* device, size_t bytes, Sink sink);
  // Waits for everything and calls the sinks that have not been called. What a sink throws comes out.
  void drain();
  // Forgets the sinks. After the stream has come to an end.
  void abandon() { copies_.clear(); }

  // What was copied since the last call.
  device::LinkBytes take_moved() { return std::exchange(moved_, {}); }

 private:
  struct Copy {
    size_t start;
    size_t bytes;
    std::unique_ptr<Event> done;
    Sink sink;
  };

  char* make_room(size_t bytes);
  void retire_oldest();

  Runtime& runtime_;
  Stream& stream_;
  char* const ring_;
  std::deque<Copy> copies_;  // under way, oldest first
  size_t next_ = 0;
  device::LinkBytes moved_;
};

}  // namespace switchyard::cuda
