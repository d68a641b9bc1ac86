// The states of interleaved rows, in memory on chip.
#pragma once

#ifndef __SYNTHESIS__
#include <cstdint>
#include <stdexcept>
#endif

namespace switchyard::fpga {

// `count` states that a pipeline reads and writes back `distance` iterations of its loop later, or more. The
// HLS compiler is promised that distance (DEPENDENCE pragma at the loop); C simulation holds the loop to it:
// a state that is read while its successor is still on its way is an error.
template <class State, int count, int distance>
struct InFlightStates {
  State states[count];

  // Begins an iteration of the loop.
  void tick() {
#ifndef __SYNTHESIS__
    ++now_;
#endif
  }

  State read(int i) {
#pragma HLS INLINE
#ifndef __SYNTHESIS__
    if (written_[i] != 0 && now_ - written_[i] < distance)
      throw std::logic_error("a state is read before the pipeline has written it");
#endif
    return states[i];
  }

  // Called in the iteration that read it; in hardware the value arrives `distance` iterations later at most.
  void write(int i, const State& state) {
#pragma HLS INLINE
#ifndef __SYNTHESIS__
    written_[i] = now_;
#endif
    states[i] = state;
  }

#ifndef __SYNTHESIS__
 private:
  uint64_t now_ = 0;
  uint64_t written_[count] = {};
#endif
};

}  // namespace switchyard::fpga
