// The block of block.h in software.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "cuda/launch/attributes.h"
#include "device/kit/fault.h"

namespace switchyard::cuda {

// Where the emulation of a block stands, for those that check what its threads do.
struct Phase {
  uint32_t number = 0;  // 0 before the first
  uint32_t thread = 0;
  bool is_running = false;
};

// Memory that the threads of a block share, and who has touched which element in the phase under way.
template <class T>
class SharedArray {
 public:
  class Reference {
   public:
    Reference(const SharedArray& array, size_t i) : array_(array), i_(i) {}
    operator T() const {
      array_.note_read(i_);
      return array_.state_->elements[i_];
    }
    const Reference& operator=(const T& value) const {
      array_.note_write(i_);
      array_.state_->elements[i_] = value;
      return *this;
    }
    const Reference& operator=(const Reference& other) const { return *this = static_cast<T>(other); }

   private:
    const SharedArray& array_;
    size_t i_;
  };

  SharedArray(const Phase& phase, size_t count) : phase_(&phase), state_(std::make_shared<State>(count)) {}

  Reference operator[](size_t i) const {
    if (i >= state_->elements.size())
      throw device::Fault(SY_DEVICE, "", "element %zu of a shared array of %zu is used", i,
                          state_->elements.size());
    return {*this, i};
  }

 private:
  static constexpr uint32_t kSeveral = 0xffffffffu;

  // The last phase in which an element was touched, and by which thread.
  struct Touch {
    uint32_t phase = 0;
    uint32_t thread = 0;
  };
  struct State {
    explicit State(size_t count) : elements(count), reads(count), writes(count) {}
    std::vector<T> elements;
    std::vector<Touch> reads, writes;
  };

  bool is_by_another(const Touch& touch) const {
    return touch.phase == phase_->number && touch.thread != phase_->thread;
  }
  [[noreturn]] void race(size_t i, const Touch& other) const {
    throw device::Fault(SY_DEVICE, "", "threads %u and %u race for element %zu of a shared array",
                        phase_->thread, other.thread, i);
  }
  void note_read(size_t i) const {
    if (!phase_->is_running) throw device::Fault(SY_DEVICE, "", "shared memory is used outside a phase");
    if (is_by_another(state_->writes[i])) race(i, state_->writes[i]);
    Touch& read = state_->reads[i];
    read = {phase_->number, is_by_another(read) ? kSeveral : phase_->thread};
  }
  void note_write(size_t i) const {
    if (!phase_->is_running) throw device::Fault(SY_DEVICE, "", "shared memory is used outside a phase");
    if (is_by_another(state_->writes[i])) race(i, state_->writes[i]);
    if (is_by_another(state_->reads[i])) race(i, state_->reads[i]);
    state_->writes[i] = {phase_->number, phase_->thread};
  }

  const Phase* phase_;
  std::shared_ptr<State> state_;
};

class Block {
 public:
  Block(uint64_t index, uint64_t count, uint32_t threads, size_t shared_bytes)
      : index_(index), count_(count), threads_(threads), shared_left_(shared_bytes) {}

  uint64_t index() const { return index_; }
  uint64_t count() const { return count_; }
  uint32_t threads() const { return threads_; }

  template <class Body>
  void each_thread(Body&& body) {
    if (phase_.is_running) throw device::Fault(SY_DEVICE, "", "a phase is begun within a phase");
    ++phase_.number;
    phase_.is_running = true;
    for (phase_.thread = 0; phase_.thread < threads_; ++phase_.thread) body(phase_.thread);
    phase_.is_running = false;
  }

  template <class T>
  SharedArray<T> shared(size_t count) {
    const size_t bytes = (count * sizeof(T) + 15) / 16 * 16;
    if (bytes > shared_left_)
      throw device::Fault(SY_DEVICE, "", "%zu bytes of shared memory are used, %zu are left", bytes,
                          shared_left_);
    shared_left_ -= bytes;
    return {phase_, count};
  }

 private:
  const uint64_t index_;
  const uint64_t count_;
  const uint32_t threads_;
  size_t shared_left_;
  Phase phase_;
};

template <class T>
class PerThread {
 public:
  explicit PerThread(const Block& block) : values_(block.threads()) {}
  T& operator[](uint32_t thread) { return values_[thread]; }

 private:
  std::vector<T> values_;
};

}  // namespace switchyard::cuda
