// A segment on its way over a queue's stream, and what its ops do their work with.
//
// Ops enqueue: nothing that they launch has happened when they return. So whatever their kernels use must
// stay: matrices that are asked for or made here are kept until the segment ends, working memory is given
// back in stream order. What an op wants to know of its results it asks for with read_back().
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_set>
#include <vector>

#include "cuda/backend/engine.h"
#include "cuda/backend/matrix.h"
#include "device/kit/engine.h"
#include "device/kit/fault.h"
#include "device/kit/op_checks.h"

namespace switchyard::cuda {

// Working memory of an op, which may go as soon as the op's work is enqueued.
class Scratch {
 public:
  Scratch(Buffer buffer, uint32_t queue) : buffer_(std::move(buffer)), queue_(queue) {}
  Scratch(Scratch&&) = default;
  Scratch& operator=(Scratch&&) = delete;
  ~Scratch() { buffer_.give_back(queue_); }

  uint32_t* words() const { return buffer_.words(); }
  template <class T>
  T* as() const {
    return static_cast<T*>(buffer_.data());
  }

 private:
  Buffer buffer_;
  uint32_t queue_;
};

class Segment : public device::SegmentWork {
 public:
  Segment(Pool& pool, Store& store, ProgramLibrary& programs, KernelLibrary& kernels, Lane& lane,
          const device::SegmentContext& context);
  ~Segment() override;

  // SegmentWork
  void run(uint32_t index) override;
  void finish() override;
  void commit() override { transaction_.commit(); }
  device::LinkBytes link() const override { return link_; }

  // For ops. Handles: as in device/kit/store.h.
  std::shared_ptr<const Matrix> matrix(uint32_t handle, const char* argument);
  std::shared_ptr<const Tree> tree(uint32_t handle, const char* argument);
  void create(uint32_t handle, std::shared_ptr<const Matrix> matrix, const char* argument);
  void create(uint32_t handle, std::shared_ptr<const Tree> tree, const char* argument);
  void free(uint32_t handle, const char* argument) { transaction_.free(handle, argument); }
  // As device::Transaction has them.
  std::shared_ptr<const Matrix> consume(uint32_t handle, const char* argument);
  void restore(uint32_t handle, const std::shared_ptr<const Matrix>& matrix);
  // Gives the memory of a consumed matrix back as soon as what is enqueued has been done, unless somebody
  // else has the matrix, too.
  void let_go(std::shared_ptr<const Matrix> matrix);

  // A new matrix of undefined contents. Throws Fault: SY_ARGUMENT for a shape out of bounds, SY_MEMORY, with
  // the figures, where the budget refuses.
  std::shared_ptr<Matrix> new_matrix(FieldId field, uint64_t rows, uint64_t columns, const char* argument);
  // The same of a shape that is known to be one.
  std::shared_ptr<Matrix> new_matrix(const device::MatrixShape& shape, const char* argument);
  // Memory for what a tree keeps. Throws Fault(SY_MEMORY).
  Buffer new_buffer(size_t bytes, const char* argument);
  // Throws Fault(SY_MEMORY). An op takes all that it needs before it launches anything.
  Scratch scratch(size_t bytes, const char* argument = "");

  // A table of constants of a field, which the queue keeps from its first use on: `fill` is then called with
  // the memory and enqueues its computation. Throws Fault(SY_MEMORY).
  const uint32_t* table(const char* name, FieldId field, size_t words, const char* argument,
                        const std::function<void(uint32_t* words)>& fill);

  Stream& stream() { return *lane_.stream; }
  ProgramLibrary& programs() { return programs_; }
  KernelLibrary& kernels() { return kernels_; }
  const std::vector<SyRegion>& regions() const { return context_.regions; }

  // Between launches of a long op: throws Fault(SY_CANCELLED).
  void check_cancelled() const;

  // Host to device; the source may go when this returns.
  void copy_to_device(void* device, const void* source, size_t bytes);

  // Device to host, in parts: `sink` is called for each with the words and which is the first of them, by the
  // end of the segment. A Fault that it throws is the op's that asked. The device memory need not outlive the
  // call.
  using Sink = std::function<void(const uint32_t* words, size_t first, size_t count)>;
  void read_back(const uint32_t* device, size_t words, const Sink& sink);

  // Device to host, waiting until all that is enqueued is done. For ops that run for long and look at what
  // they have found before they go on.
  void fetch(const uint32_t* device, size_t words, uint32_t* host);

  // So many words of the device as (the next part of) the op's result.
  void append_results(const uint32_t* device, size_t words);
  // One word as the next part of the op's result, which the host makes of so many words of the device by the
  // end of the segment. A Fault that it throws is the op's.
  using Convert = std::function<uint32_t(const uint32_t* words)>;
  void append_result(const uint32_t* device, size_t words, const Convert& convert);
  // Words that the host knows already.
  void append_results(const std::vector<uint32_t>& words);

 private:
  void take_timings();

  Pool& pool_;
  ProgramLibrary& programs_;
  KernelLibrary& kernels_;
  Lane& lane_;
  const device::SegmentContext& context_;
  Transaction transaction_;
  std::unordered_set<std::shared_ptr<const void>> kept_;  // until the stream has come past them
  std::vector<std::unique_ptr<Event>> marks_;             // before the first op, and behind each
  uint64_t began_ = 0;                                    // when the first mark was made
  device::LinkBytes link_;
  uint32_t op_index_ = SY_NO_OP;
};

}  // namespace switchyard::cuda
