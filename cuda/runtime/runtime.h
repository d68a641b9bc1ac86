// What the backend needs of a card: memory, streams of work, and time. Implemented over the CUDA runtime
// (cuda_runtime.cu) and in software (emulated_runtime.cpp); a plugin links one of the two.
//
// Failures are Fault(SY_DEVICE) with the stage that failed, refused memory is Fault(SY_MEMORY).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "cuda/runtime/compiler.h"

namespace switchyard::cuda {

// A point in a stream's work.
class Event {
 public:
  virtual ~Event() = default;
  // Has the host wait until the stream is there.
  virtual void wait() = 0;
  // Both must have been reached.
  virtual uint64_t nanoseconds_since(const Event& earlier) const = 0;
};

// Work that a card does in order, behind the host's back. Copies to and from the host need pinned memory,
// which must stay until they are done.
class Stream {
 public:
  virtual ~Stream() = default;
  virtual void copy_to_device(void* device, const void* pinned, size_t bytes) = 0;
  virtual void copy_to_host(void* pinned, const void* device, size_t bytes) = 0;
  virtual void copy_on_device(void* to, const void* from, size_t bytes) = 0;
  virtual void fill(void* device, uint8_t byte, size_t bytes) = 0;
  virtual std::unique_ptr<Event> record() = 0;
  // Has the host wait until all is done. Throws what of it has failed.
  virtual void wait() = 0;
};

struct Card {
  std::string model;     // as it calls itself
  std::string path;      // its architecture and what runs programs on it: "sm_90 nvrtc 13.0"
  std::string identity;  // changes when a measured profile would no longer hold
  uint64_t memory_bytes;
  uint32_t multiprocessors;
  int32_t numa_node;  // -1 where there is none
  bool is_emulated;
};

// An opened card. Its methods may be called from any thread.
class Runtime {
 public:
  virtual ~Runtime() = default;
  // Has the calling thread use this card. Before a thread uses its streams.
  virtual void bind_thread() = 0;
  virtual std::unique_ptr<Stream> new_stream() = 0;
  virtual uint64_t free_bytes() = 0;
  virtual void* allocate(size_t bytes) = 0;
  virtual void release(void* device) = 0;
  virtual void* allocate_pinned(size_t bytes) = 0;
  virtual void release_pinned(void* pinned) = 0;
  virtual bool is_emulated() const = 0;
  // For code of this card; null where there is none, and why.
  virtual std::unique_ptr<Compiler> new_compiler(std::string& reason) = 0;
  // Loads what the compiler has made.
  virtual std::unique_ptr<Module> load(const std::string& code, const char* entry) = 0;
};

// What this runtime's devices are called: "cuda" in "cuda0".
extern const char* const kRuntimeName;

// How many cards there are; `reason` says why where there are none.
uint32_t card_count(std::string& reason);
Card describe_card(uint32_t index);
std::unique_ptr<Runtime> open_card(uint32_t index);

}  // namespace switchyard::cuda
