// What a CPU operation runs with: kernels, threads, memory, and a way to be stopped.
#pragma once

#include <atomic>

#include "cpu/isa.h"
#include "cpu/memory.h"
#include "cpu/thread_pool.h"

namespace switchyard::cpu {

// kZeroDenominator: a quotient that the operation is to give does not exist; the operation says which.
enum class Status { kOk, kOutOfMemory, kCancelled, kZeroDenominator };

struct Context {
  const Kernels& kernels;
  ThreadPool& pool;
  int threads;  // at most so many for one operation
  MemoryPool& memory;
  const std::atomic<bool>& cancelled;  // looked at between tasks

  const FieldKernels& field(FieldId f) const { return kernels.field[static_cast<uint32_t>(f)]; }
  const HashKernels& hash(FieldId f) const { return kernels.hash[static_cast<uint32_t>(f)]; }
  const NttKernels& ntt(FieldId f) const { return kernels.ntt[static_cast<uint32_t>(f)]; }
  const LinearKernels& linear(FieldId f) const { return kernels.linear[static_cast<uint32_t>(f)]; }
  const QuotientKernels& quotient(FieldId f) const { return kernels.quotient[static_cast<uint32_t>(f)]; }
  const PermutationKernels& permutation(FieldId f) const {
    return kernels.permutation[static_cast<uint32_t>(f)];
  }
  const TraceKernels& trace(FieldId f) const { return kernels.trace[static_cast<uint32_t>(f)]; }
  const GrindKernels& grind(FieldId f) const { return kernels.grind[static_cast<uint32_t>(f)]; }

  // Calls task(i) for i in [0, tasks) over the threads. After a cancellation the tasks that have not started
  // are left out, and the result says so.
  template <class Task>
  [[nodiscard]] Status parallel_for(size_t tasks, Task&& task) const {
    pool.run(threads, tasks, [&](size_t i) {
      if (!cancelled.load(std::memory_order_relaxed)) task(i);
    });
    return cancelled.load() ? Status::kCancelled : Status::kOk;
  }
};

}  // namespace switchyard::cpu
