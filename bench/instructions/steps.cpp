#include "steps.h"

#if defined(__x86_64__)
#include <signal.h>
#include <x86intrin.h>

namespace switchyard::bench {
namespace {

constexpr unsigned long long kTrapFlag = 0x100;

volatile uint64_t steps = 0;

// The flag is off while the handler runs.
void on_step(int) { steps = steps + 1; }

}  // namespace

uint64_t count_steps(void (*body)(void* context), void* context) {
  struct sigaction action = {};
  struct sigaction before;
  action.sa_handler = on_step;
  sigaction(SIGTRAP, &action, &before);
  steps = 0;
  __writeeflags(__readeflags() | kTrapFlag);
  body(context);
  __writeeflags(__readeflags() & ~kTrapFlag);
  sigaction(SIGTRAP, &before, nullptr);
  return steps;
}

}  // namespace switchyard::bench
#else
namespace switchyard::bench {

uint64_t count_steps(void (*body)(void* context), void* context) {
  body(context);
  return 0;
}

}  // namespace switchyard::bench
#endif
