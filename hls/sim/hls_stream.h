// hls::stream for C simulation: a FIFO of the depth that it would have in hardware. Under synthesis the HLS
// compiler finds its own header of this name.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "dataflow.h"

// The device model is compiled with more slots than the hardware has, since each wait costs a switch between
// processes. Clocks do not depend on it; whether a kernel would dead-lock is seen without it alone.
#ifndef SY_LEAST_STREAM_SLOTS
#define SY_LEAST_STREAM_SLOTS 0
#endif

namespace hls {

// In a dataflow region, reading from an empty stream and writing to a full one wait for the other end; when
// nobody can go on, the region ends with an error that names the streams. Outside of a region nobody could
// ever fill or drain the stream, so both are errors at once. So are values left at the end of the region.
template <class T, int depth = 2>
class stream final : public switchyard::fpga::sim::Channel {
 public:
  stream() : stream("stream") {}
  explicit stream(const char* name) : Channel(name), slots_(depth) {}

  T read() {
    wait_to_read();
    const T value = slots_[head_];
    head_ = head_ + 1 == slots() ? 0 : head_ + 1;
    took();
    return value;
  }
  void read(T& value) { value = read(); }

  void write(const T& value) {
    wait_to_write();
    if (size() == slots()) grow();
    slots_[tail_] = value;
    tail_ = tail_ + 1 == slots() ? 0 : tail_ + 1;
    put();
  }

  bool empty() const { return size() == 0; }
  bool full() const { return size() == capacity(); }
  int capacity() const override { return depth < SY_LEAST_STREAM_SLOTS ? SY_LEAST_STREAM_SLOTS : depth; }

 private:
  int slots() const { return static_cast<int>(slots_.size()); }

  // Where there are more slots than those of the hardware, they are taken as they are needed.
  void grow() {
    std::rotate(slots_.begin(), slots_.begin() + head_, slots_.end());
    head_ = 0;
    tail_ = slots();
    slots_.resize(static_cast<size_t>(std::min(2 * slots(), capacity())));
  }

  std::vector<T> slots_;
  int head_ = 0, tail_ = 0;
};

}  // namespace hls
