#include "vm/run.h"

#include <chrono>

#include "vm/execute.h"

namespace switchyard::vm {

RunResult run_program(std::span<const uint8_t> elf, Inputs inputs, const RunOptions& options,
                      Observer& observer) {
  const Program program(read_elf(elf));
  Guest guest(program, std::move(inputs), options.limits.memory_bytes, observer);
  RunResult result;
  const auto start = std::chrono::steady_clock::now();
  if (options.profile) {
    Profiler profiler(program);
    Execution(guest, options.limits, observer, profiler).run();
    result.profile = profiler.finish(guest.cycles());
  } else {
    NoRecorder recorder;
    Execution(guest, options.limits, observer, recorder).run();
  }
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  result.outcome = guest.outcome();
  for (const Range& range : options.dumps) {
    result.dumps.emplace_back(range.to - range.from);
    guest.memory().peek(range.from, result.dumps.back());
  }
  return result;
}

}  // namespace switchyard::vm
