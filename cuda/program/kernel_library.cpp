#include "cuda/program/kernel_library.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "cuda/program/source.h"
#include "device/kit/fault.h"

namespace switchyard::cuda {
namespace {

// Several times the programs of a machine over one extension, of which each takes a few MiB at most.
constexpr size_t kMostEntries = 512;

// Threads that compile: they share the processor with those that prove.
uint32_t compiling_threads() { return std::clamp(std::thread::hardware_concurrency() / 4, 1u, 4u); }

}  // namespace

KernelLibrary::Mode KernelLibrary::mode_of(bool is_emulated) {
  const char* const asked = std::getenv("SWITCHYARD_CUDA_PROGRAMS");
  const Mode usual = is_emulated ? Mode::kInterpret : Mode::kBackground;
  if (asked == nullptr || asked[0] == '\0') return usual;
  if (std::strcmp(asked, "interpret") == 0) return Mode::kInterpret;
  if (std::strcmp(asked, "background") == 0) return Mode::kBackground;
  if (std::strcmp(asked, "compile") == 0) return Mode::kCompile;
  throw device::Fault(SY_ARGUMENT, "",
                      "SWITCHYARD_CUDA_PROGRAMS is %.40s, not interpret, background or compile", asked);
}

KernelLibrary::KernelLibrary(Runtime& runtime, std::string device)
    : runtime_(runtime),
      device_(std::move(device)),
      cache_(CodeCache::default_folder()),
      mode_(mode_of(runtime.is_emulated())) {
  if (mode_ == Mode::kInterpret) return;
  std::string reason;
  compiler_ = runtime.new_compiler(reason);
  if (compiler_ == nullptr) {
    report(reason);
    mode_ = Mode::kInterpret;
    return;
  }
  for (uint32_t i = 0; i < compiling_threads(); ++i) threads_.emplace_back([this] { serve(); });
}

KernelLibrary::~KernelLibrary() {
  closing_.store(true);
  {
    std::lock_guard lock(mutex_);
    jobs_.clear();
  }
  work_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  try {
    runtime_.bind_thread();  // to unload the modules
  } catch (const device::Fault&) {
  }
}

const ProgramKernels* KernelLibrary::find(const std::shared_ptr<const LoweredProgram>& program,
                                          const std::string& frame) {
  if (mode_ == Mode::kInterpret) return nullptr;
  std::unique_lock lock(mutex_);
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const auto& entry) {
    return entry->program == program && entry->frame == frame;
  });
  if (found == entries_.end() && entries_.size() >= kMostEntries) return nullptr;
  Entry& entry = found == entries_.end() ? entry_of(program, frame) : **found;
  if (mode_ == Mode::kCompile) done_.wait(lock, [&] { return entry.missing == 0 || entry.has_failed; });
  return entry.missing == 0 && !entry.has_failed ? &entry.kernels : nullptr;
}

KernelLibrary::Entry& KernelLibrary::entry_of(const std::shared_ptr<const LoweredProgram>& program,
                                              const std::string& frame) {
  auto entry = std::make_unique<Entry>();
  entry->program = program;
  entry->frame = frame;
  entry->kernels.parts = cut_program(*program);
  entry->missing = entry->kernels.parts.size();
  entry->kernels.modules.resize(entry->missing);
  for (size_t part = 0; part < entry->missing; ++part) jobs_.push_back({entry.get(), part});
  entries_.push_back(std::move(entry));
  work_.notify_all();
  return *entries_.back();
}

void KernelLibrary::serve() {
  std::unique_lock lock(mutex_);
  for (;;) {
    work_.wait(lock, [&] { return closing_.load() || !jobs_.empty(); });
    if (closing_.load()) return;
    const Job job = jobs_.front();
    jobs_.pop_front();
    if (job.entry->has_failed) continue;
    lock.unlock();
    std::unique_ptr<Module> module;
    std::string reason;
    try {
      module = make(*job.entry, job.part);
    } catch (const device::Fault& fault) {
      reason = fault.error().text;
    } catch (const std::exception& other) {
      reason = other.what();
    }
    lock.lock();
    if (module == nullptr) {
      job.entry->has_failed = true;
      if (!closing_.load()) report(reason);
    } else {
      job.entry->kernels.modules[job.part] = std::move(module);
      --job.entry->missing;
    }
    done_.notify_all();
  }
}

std::unique_ptr<Module> KernelLibrary::make(const Entry& entry, size_t part) const {
  runtime_.bind_thread();
  const std::string source = kernel_source(*entry.program, entry.kernels.parts[part], entry.frame);
  const std::string key = CodeCache::key_of(compiler_->identity(), source);
  if (const auto kept = cache_.read(key)) {
    try {
      return runtime_.load(*kept, kKernelEntry);
    } catch (const device::Fault&) {
      // Compiled anew.
    }
  }
  const std::string code = compiler_->compile(source, closing_);
  std::unique_ptr<Module> module = runtime_.load(code, kKernelEntry);
  cache_.write(key, code);
  return module;
}

void KernelLibrary::report(const std::string& reason) {
  if (std::exchange(has_reported_, true)) return;
  std::fprintf(stderr, "switchyard: %s interprets constraint programs, which is slower: %s\n",
               device_.c_str(), reason.c_str());
}

}  // namespace switchyard::cuda
