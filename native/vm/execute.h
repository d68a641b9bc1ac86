// Runs a guest from its entry to its end.
#pragma once

#include <algorithm>
#include <cstdint>

#include "vm/guest.h"
#include "vm/interpreter.h"
#include "vm/recorder.h"

namespace switchyard::vm {

// Instructions between two looks at the observer.
inline constexpr uint64_t kSliceCycles = 1u << 23;
// A call may take as long as so many instructions.
inline constexpr uint64_t kCallWork = 1u << 10;

// The recorder sees what will be proven: nothing of unconstrained blocks.
template <class Recorder>
class Execution {
 public:
  Execution(Guest& guest, Limits limits, Observer& observer, Recorder& recorder)
      : guest_(guest), limits_(limits), observer_(observer), recorder_(recorder) {}

  void run() {
    while (!guest_.has_ended()) {
      if (!guest_.check_cycles(limits_.cycles)) return;
      const Stopped stopped = advance(limits_.cycles - guest_.all_cycles());
      guest_.add_cycles(stopped.executed);
      work_ += stopped.executed;
      if (stopped.stop == Stop::kCall) {
        call();
        work_ += kCallWork;
      } else {
        guest_.end_for(stopped);
      }
      if (!guest_.has_ended() && work_ >= kSliceCycles) {
        work_ = 0;
        if (!observer_.progress(guest_.all_cycles())) guest_.end_cancelled();
      }
    }
  }

 private:
  // At most `budget` instructions, exactly so many where nothing stops it earlier.
  Stopped advance(uint64_t budget) {
    NoRecorder none;
    return guest_.is_unconstrained() ? advance_with(none, budget) : advance_with(recorder_, budget);
  }

  template <class R>
  Stopped advance_with(R& recorder, uint64_t budget) {
    const Program& program = guest_.program();
    const uint64_t longest = program.longest_run();
    if (budget <= longest)
      return interpret<R, true>(program, guest_.memory(), guest_.machine(), guest_.counts(), recorder,
                                guest_.cycles(), budget);
    return interpret<R, false>(program, guest_.memory(), guest_.machine(), guest_.counts(), recorder,
                               guest_.cycles(), std::min(budget, longest + kSliceCycles));
  }

  void call() {
    if constexpr (Recorder::kInstructions) {
      if (!guest_.is_unconstrained())
        recorder_.before(guest_.machine(), guest_.memory(), guest_.machine().pc, kEcallOp);
      guest_.call();
      if (!guest_.is_unconstrained() && !guest_.has_ended())
        recorder_.after(guest_.machine(), guest_.memory(), guest_.machine().pc);
    } else {
      guest_.call();
    }
  }

  static constexpr Op kEcallOp{Code::kEcall, kSink, 0, 0, 0};

  Guest& guest_;
  Limits limits_;
  Observer& observer_;
  Recorder& recorder_;
  uint64_t work_ = 0;
};

}  // namespace switchyard::vm
