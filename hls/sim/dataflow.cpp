#include "dataflow.h"

#include <sys/mman.h>
#include <ucontext.h>

#include <algorithm>
#include <exception>
#include <new>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace switchyard::fpga::sim {

// A coroutine. Stacks are large because processes keep the buffers of the hardware on them; memory that is
// not touched costs nothing.
struct Process {
  static constexpr size_t kStackBytes = size_t{8} << 20;

  std::string name;
  std::function<void()> body;
  ucontext_t context = {};
  void* stack = nullptr;
  void* sanitizer_stack = nullptr;
  bool done = false;
  const Channel* waits_for = nullptr;
  bool waits_to_read = false;
  uint64_t clocks = 0;
  std::exception_ptr error;

  Process(const char* process_name, std::function<void()> process_body)
      : name(process_name), body(std::move(process_body)) {
    // Called with the source of a call: what stands before its arguments.
    name = name.substr(0, name.find_first_of("<("));
    stack = mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (stack == MAP_FAILED) throw std::bad_alloc();
  }
  ~Process() {
#if defined(__SANITIZE_ADDRESS__)
    // Whoever maps this memory next shall not find the marks of frames that were never left.
    __asan_unpoison_memory_region(stack, kStackBytes);
#endif
    munmap(stack, kStackBytes);
  }

  bool can_go_on() const {
    if (waits_for == nullptr) return true;
    return waits_to_read ? waits_for->size() > 0 : waits_for->size() < waits_for->capacity();
  }
};

namespace {

thread_local Region* innermost_region = nullptr;
thread_local Process* running = nullptr;
thread_local ucontext_t scheduler;
thread_local TrafficCount* counting = nullptr;
thread_local ClockCount* counting_clocks = nullptr;
thread_local const void* scheduler_stack = nullptr;
thread_local size_t scheduler_stack_bytes = 0;

// AddressSanitizer has to know which stack is in use.
void before_switch([[maybe_unused]] void** save, [[maybe_unused]] const void* stack,
                   [[maybe_unused]] size_t bytes) {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(save, stack, bytes);
#endif
}
void after_switch([[maybe_unused]] void* saved, [[maybe_unused]] bool from_scheduler) {
#if defined(__SANITIZE_ADDRESS__)
  if (from_scheduler)
    __sanitizer_finish_switch_fiber(saved, &scheduler_stack, &scheduler_stack_bytes);
  else
    __sanitizer_finish_switch_fiber(saved, nullptr, nullptr);
#endif
}

void enter() {
  after_switch(nullptr, true);
  Process& process = *running;
  try {
    process.body();
  } catch (...) {
    process.error = std::current_exception();
  }
  process.done = true;
  before_switch(nullptr, scheduler_stack, scheduler_stack_bytes);
  swapcontext(&process.context, &scheduler);
}

}  // namespace

Channel::Channel(const char* name) : name_(name), region_(running ? nullptr : innermost_region) {
  if (region_ != nullptr) region_->channels_.push_back(this);
}

Channel::~Channel() {
  if (region_ != nullptr) std::erase(region_->channels_, this);
}

void Channel::claim(const Process*& end, const char* what) {
  if (running == nullptr) return;
  if (end == nullptr) end = running;
  if (end != running)
    throw SimulationError(
        SimulationError::Kind::kSharedEnd,
        "stream " + name_ + " is " + what + " by two processes: " + end->name + ", " + running->name);
}

void Channel::block(bool reading) {
  if (running == nullptr) {
    if (reading)
      throw SimulationError(SimulationError::Kind::kReadEmpty, "stream " + name_ + " is read while empty");
    throw SimulationError(SimulationError::Kind::kWriteFull,
                          "stream " + name_ + " is written beyond its depth");
  }
  Process& process = *running;
  process.waits_for = this;
  process.waits_to_read = reading;
  before_switch(&process.sanitizer_stack, scheduler_stack, scheduler_stack_bytes);
  swapcontext(&process.context, &scheduler);
  after_switch(process.sanitizer_stack, true);
  process.waits_for = nullptr;
}

TrafficCount::TrafficCount() : outer_(counting) { counting = this; }
TrafficCount::~TrafficCount() { counting = outer_; }
uint64_t TrafficCount::operator[](const std::string& stream) const {
  const auto found = written_.find(stream);
  return found == written_.end() ? 0 : found->second;
}

void tick(uint32_t clocks) {
  if (running != nullptr) running->clocks += clocks;
}

ClockCount::ClockCount() : outer_(counting_clocks) { counting_clocks = this; }
ClockCount::~ClockCount() { counting_clocks = outer_; }
uint64_t ClockCount::clocks() const {
  uint64_t sum = 0;
  for (const auto& [process, clocks] : by_busiest_) sum += clocks;
  return sum;
}
uint64_t ClockCount::bound_by(const std::string& process) const {
  const auto found = by_busiest_.find(process);
  return found == by_busiest_.end() ? 0 : found->second;
}

Region::Region() : outer_(innermost_region) { innermost_region = this; }

Region::~Region() {
  innermost_region = outer_;
  for (Channel* channel : channels_) channel->region_ = nullptr;
}

void Region::add(const char* name, std::function<void()> body) {
  processes_.push_back(std::make_unique<Process>(name, std::move(body)));
}

void Region::resume(Process& process) {
  running = &process;
  void* saved = nullptr;
  before_switch(&saved, process.stack, Process::kStackBytes);
  swapcontext(&scheduler, &process.context);
  after_switch(saved, false);
  running = nullptr;
  if (process.error) std::rethrow_exception(process.error);
}

void Region::run() {
  for (const auto& process : processes_) {
    getcontext(&process->context);
    process->context.uc_stack.ss_sp = process->stack;
    process->context.uc_stack.ss_size = Process::kStackBytes;
    process->context.uc_link = nullptr;
    makecontext(&process->context, enter, 0);
  }
  for (bool all_done = false; !all_done;) {
    all_done = true;
    bool moved = false;
    for (const auto& process : processes_) {
      if (process->done) continue;
      all_done = false;
      if (!process->can_go_on()) continue;
      resume(*process);
      moved = true;
    }
    if (!all_done && !moved) report_deadlock();
  }
  for (const Channel* channel : channels_) {
    if (channel->size() > 0)
      throw SimulationError(SimulationError::Kind::kLeftover, "stream " + channel->name() + " still holds " +
                                                                  std::to_string(channel->size()) +
                                                                  " values at the end");
    for (TrafficCount* count = counting; count != nullptr; count = count->outer_)
      count->written_[channel->name()] += channel->written_;
  }
  if (processes_.empty()) return;
  const auto busiest = std::max_element(processes_.begin(), processes_.end(),
                                        [](const auto& a, const auto& b) { return a->clocks < b->clocks; });
  for (ClockCount* count = counting_clocks; count != nullptr; count = count->outer_) {
    count->by_busiest_[(*busiest)->name] += (*busiest)->clocks;
    ++count->regions_;
  }
}

void Region::report_deadlock() const {
  std::string text = "deadlock:";
  for (const auto& process : processes_) {
    if (process->done) continue;
    const Channel& channel = *process->waits_for;
    text += " " + process->name + " waits to " +
            (process->waits_to_read ? "read empty"
                                    : "write full (depth " + std::to_string(channel.capacity()) + ")") +
            " stream " + channel.name() + ";";
  }
  throw SimulationError(SimulationError::Kind::kDeadlock, text);
}

}  // namespace switchyard::fpga::sim
