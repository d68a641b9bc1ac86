#include <sys/mman.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <string>
#include <utility>

#include "cuda/runtime/emulated_stream.h"
#include "cuda/runtime/host_compiler.h"
#include "cuda/runtime/runtime.h"
#include "device/kit/fault.h"
#include "device/kit/host_memory.h"

namespace switchyard::cuda {
namespace {

using device::Fault;
using Clock = std::chrono::steady_clock;

constexpr uint32_t kMostThreads = 1024;
constexpr uint32_t kMostSharedBytes = 227 << 10;  // of a block, as on sm_90

// Fails a launch on request, "kernel:nth" in the environment, as a card does whose kernel uses a bad address:
// from then on nothing works any more in this process.
class Breakdown {
 public:
  static Breakdown& instance() {
    static Breakdown breakdown;
    return breakdown;
  }
  // Whether the launch that is asked about is the one.
  bool is_at(const char* kernel) { return kernel_ == kernel && --launches_left_ == 0; }
  [[noreturn]] void happen() {
    has_happened_ = true;
    throw Fault(SY_DEVICE, "", "an illegal address was used");
  }
  void check() const {
    if (has_happened_) throw Fault(SY_DEVICE, "", "the card has failed before");
  }

 private:
  Breakdown() {
    const char* const text = std::getenv("SWITCHYARD_CUDA_EMULATED_FAULT");
    const char* const colon = text == nullptr ? nullptr : std::strchr(text, ':');
    if (colon == nullptr) return;
    kernel_.assign(text, colon);
    launches_left_ = std::atoll(colon + 1);
  }

  std::string kernel_;
  std::atomic<long long> launches_left_ = 0;
  std::atomic<bool> has_happened_ = false;
};

class EmulatedStream;

// Shared by an event and the marker in its stream.
struct Mark {
  bool is_reached = false;
  Clock::time_point time;
};

class EmulatedEvent : public Event {
 public:
  EmulatedEvent(EmulatedStream& stream, std::shared_ptr<Mark> mark)
      : stream_(stream), mark_(std::move(mark)) {}
  void wait() override;
  uint64_t nanoseconds_since(const Event& earlier) const override {
    const auto& other = static_cast<const EmulatedEvent&>(earlier);
    if (!mark_->is_reached || !other.mark_->is_reached)
      throw Fault(SY_DEVICE, "", "the time of an event is asked for before it is reached");
    return static_cast<uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(mark_->time - other.mark_->time).count());
  }

 private:
  EmulatedStream& stream_;
  std::shared_ptr<Mark> mark_;
};

// Used by one thread at a time. After a failure it does nothing more, like a card's.
class EmulatedStream : public Stream {
 public:
  void copy_to_device(void* device, const void* pinned, size_t bytes) override {
    copy(device, pinned, bytes);
  }
  void copy_to_host(void* pinned, const void* device, size_t bytes) override { copy(pinned, device, bytes); }
  void copy_on_device(void* to, const void* from, size_t bytes) override { copy(to, from, bytes); }
  void fill(void* device, uint8_t byte, size_t bytes) override {
    add("fill", [=] { std::memset(device, byte, bytes); });
  }
  std::unique_ptr<Event> record() override {
    auto mark = std::make_shared<Mark>();
    add("event", [mark] { *mark = {true, Clock::now()}; });
    return std::make_unique<EmulatedEvent>(*this, std::move(mark));
  }
  void wait() override {
    while (!work_.empty()) do_next();
  }

  void add(const char* stage, std::function<void()> work) { work_.push_back({stage, std::move(work)}); }

  void do_until(const Mark& mark) {
    while (!mark.is_reached && !work_.empty()) do_next();
  }

 private:
  struct Work {
    const char* stage;
    std::function<void()> run;
  };

  void copy(void* to, const void* from, size_t bytes) {
    add("copy", [=] { std::memcpy(to, from, bytes); });
  }

  void do_next() {
    const Work work = std::move(work_.front());
    work_.pop_front();
    try {
      Breakdown::instance().check();
      work.run();
    } catch (const Fault& fault) {
      work_.clear();
      throw Fault(SY_DEVICE, "", "%s: %s", work.stage, fault.error().text);
    }
  }

  std::deque<Work> work_;
};

void EmulatedEvent::wait() { stream_.do_until(*mark_); }

class EmulatedRuntime : public Runtime {
 public:
  void bind_thread() override {}
  std::unique_ptr<Stream> new_stream() override { return std::make_unique<EmulatedStream>(); }
  uint64_t free_bytes() override { return device::available_memory() / 4; }

  void* allocate(size_t bytes) override {
    // Room for the size in front, at the price of a page.
    constexpr int kFlags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    void* const mapped = mmap(nullptr, bytes + kPage, PROT_READ | PROT_WRITE, kFlags, -1, 0);
    if (mapped == MAP_FAILED) throw Fault(SY_MEMORY, "", "%zu bytes cannot be mapped", bytes);
    *static_cast<size_t*>(mapped) = bytes + kPage;
    return static_cast<char*>(mapped) + kPage;
  }
  void release(void* device) override {
    char* const mapped = static_cast<char*>(device) - kPage;
    munmap(mapped, *reinterpret_cast<size_t*>(mapped));
  }
  void* allocate_pinned(size_t bytes) override { return allocate(bytes); }
  void release_pinned(void* pinned) override { release(pinned); }
  bool is_emulated() const override { return true; }
  std::unique_ptr<Compiler> new_compiler(std::string& reason) override { return new_host_compiler(reason); }
  std::unique_ptr<Module> load(const std::string& code, const char* entry) override {
    return load_host_code(code, entry);
  }

 private:
  static constexpr size_t kPage = 4096;
};

}  // namespace

const char* const kRuntimeName = "cuda-emulated";

void enqueue(Stream& stream, const char* stage, std::function<void()> work) {
  if (Breakdown::instance().is_at(stage)) work = [] { Breakdown::instance().happen(); };
  static_cast<EmulatedStream&>(stream).add(stage, std::move(work));
}

void check_grid(const char* stage, uint64_t blocks, uint32_t threads, uint32_t most_threads,
                uint32_t shared_bytes) {
  if (blocks >= uint64_t{1} << 31 || threads == 0 || threads > most_threads || threads > kMostThreads ||
      shared_bytes > kMostSharedBytes)
    throw Fault(SY_DEVICE, "", "%s: no card starts %llu blocks of %u threads with %u bytes of shared memory",
                stage, static_cast<unsigned long long>(blocks), threads, shared_bytes);
}

uint32_t card_count(std::string&) { return 1; }

Card describe_card(uint32_t) {
  return {"emulation of a CUDA card in software",
          "emulated",
          "emulated CUDA card",
          device::available_memory(),
          1,
          -1,
          true};
}

std::unique_ptr<Runtime> open_card(uint32_t) { return std::make_unique<EmulatedRuntime>(); }

}  // namespace switchyard::cuda
