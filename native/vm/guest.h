// A guest while it runs: registers, memory, streams, and the calls it makes.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "vm/calls.h"
#include "vm/interpreter.h"
#include "vm/machine.h"
#include "vm/memory.h"
#include "vm/outcome.h"
#include "vm/precompiles.h"
#include "vm/program.h"

namespace switchyard::vm {

using Inputs = std::deque<std::vector<uint8_t>>;

inline constexpr uint64_t kMaxPublicValueBytes = 16u << 20;

struct Limits {
  uint64_t cycles;        // those of unconstrained blocks included
  uint64_t memory_bytes;  // in pages, and in inputs that the guest makes itself
};

// Whoever watches a run. Called on the thread that runs it.
class Observer {
 public:
  virtual ~Observer() = default;
  // Whether somebody reads what the guest writes to descriptors 1 and 2.
  virtual bool has_console() const { return true; }
  // A bounded piece of what the guest wrote to descriptor 1 or 2.
  virtual void console(uint32_t descriptor, std::span<const uint8_t> bytes) = 0;
  // Now and then; false ends the run.
  virtual bool progress(uint64_t cycles) = 0;
};

class Guest {
 public:
  // Loads the image; ends at once, with a limit, where memory does not hold it. Throws std::bad_alloc.
  Guest(const Program& program, Inputs inputs, uint64_t memory_bytes, Observer& observer);

  const Program& program() const { return program_; }
  Machine& machine() { return machine_; }
  Memory& memory() { return memory_; }

  bool is_unconstrained() const { return unconstrained_; }
  bool has_ended() const { return ended_; }
  bool has_halted() const { return ended_ && outcome_.end == End::kHalted; }
  uint64_t cycles() const { return outcome_.cycles; }
  uint64_t all_cycles() const { return outcome_.cycles + outcome_.unconstrained_cycles; }

  // What the interpreter is to count in, now.
  RunCounts& counts() { return unconstrained_ ? unconstrained_counts_ : counts_; }
  void add_cycles(uint64_t executed) {
    (unconstrained_ ? outcome_.unconstrained_cycles : outcome_.cycles) += executed;
  }

  // What the next HINT_READ reads, or null.
  const std::vector<uint8_t>* next_input() const { return inputs_.empty() ? nullptr : &inputs_.front(); }

  // Carries out the ecall at pc, and moves on unless that ends the run.
  void call();

  // Ends the run for what the interpreter stopped at, which is neither a call nor the budget.
  void end_for(const Stopped& stopped);
  void end_at_limit(Limit limit, std::string detail);
  void end_cancelled();
  // Whether the run may go on; ends it where it has had so many cycles.
  bool check_cycles(uint64_t limit);

  // After the end, or in between.
  Outcome outcome() const;

 private:
  uint32_t argument(int i) const { return machine_.x[kA0 + i]; }
  void set_result(uint32_t value) { machine_.x[kT0] = value; }

  void halt();
  void write();
  void enter_unconstrained();
  void exit_unconstrained();
  void commit();
  void commit_deferred_proofs();
  void hint_length();
  void hint_read();
  void precompile(const Precompile& precompile);

  void write_console(uint32_t descriptor, uint32_t address, uint32_t size);
  void write_public_values(uint32_t address, uint32_t size);
  void write_hint(uint32_t address, uint32_t size);

  [[gnu::format(printf, 3, 4)]] void fault(Fault fault, const char* format, ...);
  // Whether an access of a call went well; else ends the run.
  bool check(Access access, uint32_t address, uint64_t size);
  bool check_aligned(uint32_t address);

  const Program& program_;
  Observer& observer_;
  Machine machine_;
  Memory memory_;
  uint64_t memory_bytes_;
  Inputs inputs_;
  uint64_t made_input_bytes_ = 0;
  RunCounts counts_;
  RunCounts unconstrained_counts_;
  bool unconstrained_ = false;
  Machine before_block_;
  bool ended_ = false;
  Outcome outcome_;
};

}  // namespace switchyard::vm
