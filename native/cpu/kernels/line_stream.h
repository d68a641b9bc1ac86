// Writing a run of words past the caches, when its pieces do not start at cache lines.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu/lanes/lanes.h"

namespace switchyard::cpu::SY_ISA {

// Words are first put together in `staging`, which stays in the first-level cache; whole lines leave it with
// streaming stores, which need not read the line from memory first. Lines that are shared with what lies
// before or after the run are written with plain stores, so runs of different threads may touch.
//
// `capacity` is the most words of one append.
template <size_t capacity>
class LineStream {
 public:
  explicit LineStream(uint32_t* to)
      : filled_(reinterpret_cast<uintptr_t>(to) / sizeof(uint32_t) % kLine),
        line_(to - filled_),
        skip_(filled_) {}

  // Where the words of the next append go, in any order.
  SY_INLINE uint32_t* space() { return staging_ + filled_; }

  SY_INLINE void append(size_t words) {
    filled_ += words;
    const size_t whole = filled_ / kLine * kLine;
    if (whole == 0) return;
    size_t done = 0;
    if (skip_ != 0) {
      for (; skip_ < kLine; ++skip_) line_[skip_] = staging_[skip_];
      skip_ = 0;
      done = kLine;
    }
    for (; done < whole; done += U32::kLanes) U32::load(staging_ + done).store_streaming(line_ + done);
    for (size_t i = 0; i < kLine; i += U32::kLanes) U32::load(staging_ + whole + i).store(staging_ + i);
    line_ += whole;
    filled_ -= whole;
  }

  // Writes what is left and makes all of it visible to other threads.
  SY_INLINE void finish() {
    for (; skip_ < filled_; ++skip_) line_[skip_] = staging_[skip_];
    streaming_fence();
  }

 private:
  static constexpr size_t kLine = 16;

  alignas(64) uint32_t staging_[(capacity + 3 * kLine - 1) / kLine * kLine];
  size_t filled_;   // words in staging, which stand for those from line_ on
  uint32_t* line_;  // aligned to the cache line
  size_t skip_;     // of the first line, words that are not ours
};

}  // namespace switchyard::cpu::SY_ISA
