// hls::stream for C simulation: a FIFO of the depth that it would have in hardware. Under synthesis the HLS
// compiler finds its own header of this name.
#pragma once

#include <string>
#include <vector>

#include "dataflow.h"

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
    head_ = head_ + 1 == depth ? 0 : head_ + 1;
    took();
    return value;
  }
  void read(T& value) { value = read(); }

  void write(const T& value) {
    wait_to_write();
    slots_[tail_] = value;
    tail_ = tail_ + 1 == depth ? 0 : tail_ + 1;
    put();
  }

  bool empty() const { return size() == 0; }
  bool full() const { return size() == depth; }
  int capacity() const override { return depth; }

 private:
  std::vector<T> slots_;
  int head_ = 0, tail_ = 0;
};

}  // namespace hls
