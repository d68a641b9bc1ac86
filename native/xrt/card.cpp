#include "xrt/card.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <new>
#include <thread>
#include <utility>

#if __has_include(<xrt/experimental/xrt_xclbin.h>)
#include <xrt/experimental/xrt_xclbin.h>
#else
#include <experimental/xrt_xclbin.h>
#endif

#include "device/kit/fault.h"
#include "device/kit/op_checks.h"
#include "xrt/signals.h"

namespace switchyard::xrt_cards {
namespace {

using device::Clock;
using device::Fault;

// How often a state is looked at: longer than a look takes and far shorter than the smallest tree at first,
// then a hundredth of what the kernel has taken already.
constexpr std::chrono::nanoseconds kFirstPoll{5'000}, kLastPoll{1'000'000};
constexpr int kPollShare = 100;
// How much later than asked for a thread may wake; the system's default is ten times the first look.
constexpr unsigned long kTimerSlack = 1'000;
// For the failure to be told before the process ends.
constexpr std::chrono::milliseconds kLastWords{200};
constexpr int kPoisoned = 71;
// A card takes a permutation in one clock to three; a thousand times that is a hang. The emulation takes some
// 4 us, of a busy machine's time.
constexpr double kCardSeconds = 1e-5, kEmulationSeconds = 2e-5;
constexpr double kLeastPatience = 10;
constexpr size_t kBeatBytes = fpga::kWordsPerBeat * sizeof(uint32_t);

// Calls XRT, whose exceptions are of many types, and has it say what it was doing.
template <class Body>
auto asking(const std::string& id, const char* what, Body&& body) {
  try {
    return body();
  } catch (const Fault&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    throw Fault(SY_DEVICE, "", "%s: %s: %s", id.c_str(), what, error.what());
  }
}

bool has_ended(ert_cmd_state state) {
  return state != ERT_CMD_STATE_NEW && state != ERT_CMD_STATE_QUEUED && state != ERT_CMD_STATE_RUNNING &&
         state != ERT_CMD_STATE_SUBMITTED;
}

}  // namespace

Buffer::~Buffer() {
  if (memory_) card_->release(std::move(memory_), kind_);
}

Card::Card(uint32_t index, const Setup& setup, const Bitstream& bitstream, size_t budget_bytes)
    : id_("xrt" + std::to_string(index)), is_emulated_(setup.is_emulated), budget_(budget_bytes) {
  asking(id_, "opening the card", [&] {
    device_ = std::make_unique<xrt::device>(index);
    const std::string name = device_->get_info<xrt::info::device::name>();
    if (!is_for_board(bitstream.layout.platform, name))
      throw Fault(SY_DEVICE, "", "PLATFORM: %s is for %s; the card is a %s", bitstream.path.c_str(),
                  bitstream.layout.platform.c_str(), name.c_str());
    const xrt::xclbin container(bitstream.bytes);
    const auto uuid = [&] {
      const KeptSignals kept;
      return device_->load_xclbin(container);
    }();
    // Vitis' simulator needs its folder for as long as it runs.
    if (bitstream.target == kModelTarget) {
      watch_ = std::make_unique<ModelWatch>();
      // The model has what it needs, and nobody could remove the rest if both were killed.
      remove_leftovers();
    }
    std::map<std::string, uint32_t> units;
    for (const UnitEntry& unit : bitstream.layout.units) ++units[unit.kernel];
    for (const auto& [kernel, count] : units) {
      kernels_.push_back(std::make_unique<Kernel>());
      kernels_.back()->name = kernel;
      kernels_.back()->units = count;
      kernels_.back()->handle = xrt::kernel(*device_, uuid, kernel);
    }
    check_groups();
  });
  try {
    for (const auto& kernel : kernels_) identify(*kernel);
  } catch (...) {
    // No destructor comes after this, but those of the members do.
    if (poisoned_.load()) abandon();
    throw;
  }
}

Card::~Card() {
  if (poisoned_.load()) {
    abandon();
    return;
  }
  watch_.reset();
  const KeptSignals kept;
  kept_.clear();
  kernels_.clear();
  device_.reset();
}

void Card::abandon() {
  (void)device_.release();
  for (auto& kernel : kernels_) (void)kernel.release();
  for (auto& [kind, memory] : kept_) (void)memory.release();
  (void)watch_.release();
}

// A buffer is made before it is known which kernel will use it.
void Card::check_groups() const {
  for (const auto& kernel : kernels_)
    for (int argument = fpga::kArgRows; argument < fpga::kArgMode; ++argument)
      if (kernel->handle.group_id(argument) != kernels_[0]->handle.group_id(argument))
        throw Fault(SY_DEVICE, "", "the kernels %s and %s are wired to different memory",
                    kernels_[0]->name.c_str(), kernel->name.c_str());
}

// Buffers and registers of a call that only has a kernel say who it is.
struct Card::EmptyCall {
  explicit EmptyCall(Card& card)
      : rows(card.allocate(fpga::kArgRows, kBeatBytes, false, "open")),
        digests(card.allocate(fpga::kArgDigestsIn, kBeatBytes, false, "open")),
        table(card.allocate(fpga::kArgTable, kBeatBytes, true, "open")),
        results(card.allocate(fpga::kArgResults, kBeatBytes, true, "open")) {}

  void run(Card& card, Kernel& kernel) const {
    card.run(kernel,
             {{&rows, &digests, &table, &results, {static_cast<uint32_t>(fpga::MerkleMode::kIdentify)}}},
             card.patience(0));
  }

  Buffer rows, digests, table, results;
};

void Card::identify(Kernel& kernel) {
  using namespace fpga;
  const EmptyCall call(*this);
  // What was there before is no answer.
  std::memset(call.results.words(), 0, kBeatBytes);
  to_card(call.results, kBeatBytes);
  call.run(*this, kernel);
  from_card(call.results, 0, kBeatBytes);
  const uint32_t* header = call.results.words();
  if (header[kHeaderStatus] != static_cast<uint32_t>(MerkleStatus::kDone) ||
      header[kHeaderVersion] != kMerkleInterfaceVersion)
    throw Fault(SY_DEVICE, "", "INTERFACE: the kernel %s speaks version %u of the interface, not %u",
                kernel.name.c_str(), header[kHeaderVersion], kMerkleInterfaceVersion);
  kernel.hash_sets = header[kHeaderHashSets];
}

void Card::run_empty() { EmptyCall(*this).run(*this, *kernels_[0]); }

double Card::patience(double permutations) const {
  const char* least = std::getenv("SWITCHYARD_XRT_PATIENCE");
  const double seconds = least == nullptr ? kLeastPatience : std::atof(least);
  return seconds + permutations * (is_emulated_ ? kEmulationSeconds : kCardSeconds);
}

void Card::check_sound() const {
  if (poisoned_.load())
    throw Fault(SY_DEVICE, "", "%s hangs, and is not used before its process is started again", id_.c_str());
}

Buffer Card::allocate(fpga::MerkleArgument argument, size_t bytes, bool is_shared, const char* blame) {
  check_sound();
  const BufferKind kind{
      asking(id_, "asking for memory banks", [&] { return kernels_[0]->handle.group_id(argument); }),
      is_shared, bytes};
  {
    const std::lock_guard lock(mutex_);
    if (bytes > budget_ - used_) device::refuse_memory(bytes, {budget_, used_, peak_}, blame);
    const auto kept = kept_.find(kind);
    std::unique_ptr<xrt::bo> memory;
    if (kept != kept_.end()) {
      memory = std::move(kept->second);
      kept_.erase(kept);
      kept_bytes_ -= bytes;
    } else {
      make_room(bytes);
    }
    used_ += bytes;
    peak_ = std::max(peak_, used_);
    if (memory) return Buffer(*this, std::move(memory), kind);
  }
  try {
    return asking(id_, "taking memory", [&] {
      const auto flags = is_shared ? xrt::bo::flags::normal : xrt::bo::flags::device_only;
      const auto group = static_cast<xrt::memory_group>(kind.group);
      const auto make = [&] { return std::make_unique<xrt::bo>(*device_, bytes, flags, group); };
      try {
        return Buffer(*this, make(), kind);
      } catch (const std::bad_alloc&) {
        // A bank may be full, or in pieces, where the budget is not.
        const std::lock_guard lock(mutex_);
        make_room(budget_ - used_);
      }
      return Buffer(*this, make(), kind);
    });
  } catch (const std::bad_alloc&) {
    release(nullptr, kind);
    throw Fault(SY_MEMORY, blame, "the card has no %zu bytes left in one piece of the memory for %s", bytes,
                fpga::kMerkleRegisters[argument].name);
  } catch (...) {
    release(nullptr, kind);
    throw;
  }
}

void Card::make_room(size_t bytes) {
  while (!kept_.empty() && bytes > budget_ - used_ - kept_bytes_) {
    const auto largest = std::max_element(kept_.begin(), kept_.end(), [](const auto& a, const auto& b) {
      return a.first.bytes < b.first.bytes;
    });
    kept_bytes_ -= largest->first.bytes;
    kept_.erase(largest);
  }
}

void Card::release(std::unique_ptr<xrt::bo> memory, const BufferKind& kind) {
  if (poisoned_.load()) (void)memory.release();
  const std::lock_guard lock(mutex_);
  used_ -= kind.bytes;
  if (!memory) return;
  kept_bytes_ += kind.bytes;
  kept_.emplace(kind, std::move(memory));
}

void Card::to_card(const Buffer& buffer, size_t bytes) {
  check_sound();
  asking(id_, "copying to the card", [&] {
    xrt::bo memory = buffer.memory();
    memory.sync(XCL_BO_SYNC_BO_TO_DEVICE, bytes, 0);
  });
}

void Card::from_card(const Buffer& buffer, size_t offset, size_t bytes) {
  check_sound();
  asking(id_, "copying from the card", [&] {
    xrt::bo memory = buffer.memory();
    memory.sync(XCL_BO_SYNC_BO_FROM_DEVICE, bytes, offset);
  });
}

Kernel& Card::kernel_of(SyHashSet hash_set) {
  for (const auto& kernel : kernels_)
    if ((kernel->hash_sets >> hash_set & 1) != 0) return *kernel;
  throw Fault(SY_UNSUPPORTED, "commit.hash_set", "the bitstream has no kernel for hash set %u", hash_set);
}

xrt::run Card::take_run(Kernel& kernel) {
  const std::lock_guard lock(kernel.mutex);
  if (kernel.idle.empty()) return xrt::run(kernel.handle);
  xrt::run run = std::move(kernel.idle.back());
  kernel.idle.pop_back();
  return run;
}

void Card::run(Kernel& kernel, const std::vector<KernelCall>& calls, double seconds) {
  using namespace fpga;
  check_sound();
  std::vector<xrt::run> runs;
  // Runs that may be under way are never destroyed.
  const auto give_up = [&](const std::string& reason) {
    for (xrt::run& leaked : runs) new xrt::run(std::move(leaked));
    poison(reason);
  };
  try {
    for (const KernelCall& call : calls) {
      runs.push_back(take_run(kernel));
      xrt::run& run = runs.back();
      run.set_arg(kArgRows, call.rows->memory());
      run.set_arg(kArgDigestsIn, call.digests->memory());
      run.set_arg(kArgDigestsOut, call.digests->memory());
      run.set_arg(kArgTable, call.table->memory());
      run.set_arg(kArgResults, call.results->memory());
      for (size_t i = 0; i < call.scalars.size(); ++i)
        run.set_arg(static_cast<int>(kArgMode + i), call.scalars[i]);
      run.start();
    }
  } catch (const std::exception& error) {
    give_up("starting the kernel " + kernel.name + ": " + error.what());
  }
  // Not by wait(): in emulation its time-out does not take effect.
  prctl(PR_SET_TIMERSLACK, kTimerSlack);
  const auto began = Clock::now();
  const auto deadline = began + std::chrono::duration<double>(seconds);
  const auto state_of = [&](const xrt::run& run) {
    try {
      return run.state();
    } catch (const std::exception& error) {
      give_up("asking for the state of the kernel " + kernel.name + ": " + error.what());
      throw;
    }
  };
  for (xrt::run& run : runs) {
    ert_cmd_state state = state_of(run);
    while (!has_ended(state)) {
      const auto now = Clock::now();
      if (now > deadline) {
        char reason[160];
        std::snprintf(reason, sizeof(reason), "the kernel %s has not ended in %.1f s", kernel.name.c_str(),
                      seconds);
        give_up(reason);
      }
      std::this_thread::sleep_for(
          std::clamp<std::chrono::nanoseconds>((now - began) / kPollShare, kFirstPoll, kLastPoll));
      state = state_of(run);
    }
    if (state != ERT_CMD_STATE_COMPLETED)
      give_up("the kernel " + kernel.name + " ended in state " + std::to_string(static_cast<int>(state)));
  }
  const std::lock_guard lock(kernel.mutex);
  for (xrt::run& run : runs) kernel.idle.push_back(std::move(run));
}

void Card::poison(const std::string& reason) {
  if (!poisoned_.exchange(true)) {
    std::fprintf(stderr, "%s: %s\n", id_.c_str(), reason.c_str());
    std::thread([] {
      std::this_thread::sleep_for(kLastWords);
      _exit(kPoisoned);
    }).detach();
  }
  throw Fault(SY_DEVICE, "", "%s: %s; its process is started again", id_.c_str(), reason.c_str());
}

device::MemoryFigures Card::memory() const {
  const std::lock_guard lock(mutex_);
  return {budget_, used_, peak_};
}

void Card::reset_peak() {
  const std::lock_guard lock(mutex_);
  peak_ = used_;
}

}  // namespace switchyard::xrt_cards
