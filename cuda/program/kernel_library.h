// Kernels compiled from the programs that a device has met, in the background: until a program's kernels are
// there it is interpreted, and for good where they cannot be made.
//
// SWITCHYARD_CUDA_PROGRAMS says when programs are compiled:
//   background   the default on cards
//   compile      before their first use, which waits for it
//   interpret    never; the default of the emulation, which has no faster code to gain
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "cuda/program/code_cache.h"
#include "cuda/program/parts.h"
#include "cuda/runtime/compiler.h"
#include "cuda/runtime/runtime.h"

namespace switchyard::cuda {

// The kernels of a program's parts, which run one after another.
struct ProgramKernels {
  std::vector<ProgramPart> parts;
  std::vector<std::unique_ptr<Module>> modules;
};

class KernelLibrary {
 public:
  // `device` is what messages call it.
  KernelLibrary(Runtime& runtime, std::string device);
  // Waits for what is being compiled, which is told to stop.
  ~KernelLibrary();
  KernelLibrary(const KernelLibrary&) = delete;
  KernelLibrary& operator=(const KernelLibrary&) = delete;

  // The kernels for a frame of that name, which stay until the library goes; null where the program is to be
  // interpreted. May be called from any thread that is bound to the card.
  const ProgramKernels* find(const std::shared_ptr<const LoweredProgram>& program, const std::string& frame);

 private:
  enum class Mode { kInterpret, kBackground, kCompile };

  struct Entry {
    std::shared_ptr<const LoweredProgram> program;
    std::string frame;
    ProgramKernels kernels;
    size_t missing;  // kernels
    bool has_failed = false;
  };
  struct Job {
    Entry* entry;
    size_t part;
  };

  static Mode mode_of(bool is_emulated);
  Entry& entry_of(const std::shared_ptr<const LoweredProgram>& program, const std::string& frame);
  void serve();
  std::unique_ptr<Module> make(const Entry& entry, size_t part) const;
  // Says once why programs are interpreted after all.
  void report(const std::string& reason);

  Runtime& runtime_;
  const std::string device_;
  const CodeCache cache_;
  Mode mode_;
  std::unique_ptr<Compiler> compiler_;
  std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable done_;
  std::deque<std::unique_ptr<Entry>> entries_;
  std::deque<Job> jobs_;
  std::atomic<bool> closing_{false};
  bool has_reported_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace switchyard::cuda
