// A card behind XRT's native C++ API, of which only what 2.13 to 2.20 have alike is used: device,
// load_xclbin, kernel, bo, run.
//
// A kernel that has not ended by its deadline poisons the card: XRT offers no way out of a hanging command,
// so that it is not called again, nothing of it is destroyed, and the process ends soon after the failure has
// been told. Whoever supervises it starts it again.
#pragma once

#include <xrt/xrt_bo.h>
#include <xrt/xrt_device.h>
#include <xrt/xrt_kernel.h>

#include <array>
#include <atomic>
#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "../../hls/include/merkle_interface.h"
#include "device/kit/engine.h"
#include "xrt/bitstream.h"
#include "xrt/model_watch.h"
#include "xrt/setup.h"

namespace switchyard::xrt_cards {

class Card;

// What buffers are alike in that can stand for each other.
struct BufferKind {
  int group;       // of memory banks
  bool is_shared;  // with the host
  size_t bytes;
  auto operator<=>(const BufferKind&) const = default;
};

// Memory of the card, charged to its budget.
class Buffer {
 public:
  Buffer() = default;
  Buffer(Card& card, std::unique_ptr<xrt::bo> memory, BufferKind kind)
      : card_(&card), memory_(std::move(memory)), kind_(kind) {}
  ~Buffer();
  Buffer(Buffer&& other) noexcept { swap(other); }
  Buffer& operator=(Buffer&& other) noexcept {
    Buffer taken(std::move(other));
    swap(taken);
    return *this;
  }

  const xrt::bo& memory() const { return *memory_; }
  size_t bytes() const { return kind_.bytes; }
  uint64_t address() const { return memory_->address(); }
  // The host's side of it, where it has one.
  uint32_t* words() const { return memory_->map<uint32_t*>(); }

 private:
  void swap(Buffer& other) {
    std::swap(card_, other.card_);
    std::swap(memory_, other.memory_);
    std::swap(kind_, other.kind_);
  }

  Card* card_ = nullptr;
  std::unique_ptr<xrt::bo> memory_;
  BufferKind kind_{};
};

// The scalar registers of a call, from kArgMode on, in order.
using Scalars = std::array<uint32_t, fpga::kMerkleArguments - fpga::kArgMode>;

struct KernelCall {
  const Buffer* rows;
  const Buffer* digests;
  const Buffer* table;
  const Buffer* results;
  Scalars scalars;
};

// A kernel of the bitstream with its compute units.
struct Kernel {
  std::string name;
  uint32_t units;
  uint32_t hash_sets;  // bit 1 << SyHashSet
  xrt::kernel handle;
  std::mutex mutex;
  std::vector<xrt::run> idle;  // made before; one costs more than a small tree
};

class Card {
 public:
  // Programs the card. Throws Fault(SY_DEVICE).
  Card(uint32_t index, const Setup& setup, const Bitstream& bitstream, size_t budget_bytes);
  ~Card();
  Card(const Card&) = delete;
  Card& operator=(const Card&) = delete;

  const std::string& id() const { return id_; }
  bool is_emulated() const { return is_emulated_; }

  // Memory in the bank that an argument reaches, of unspecified content. `is_shared` where the host reads or
  // writes it. Throws Fault(SY_MEMORY).
  Buffer allocate(fpga::MerkleArgument argument, size_t bytes, bool is_shared, const char* blame);
  void to_card(const Buffer& buffer, size_t bytes);
  void from_card(const Buffer& buffer, size_t offset, size_t bytes);

  // The kernel that has a hash set. Throws Fault(SY_UNSUPPORTED).
  Kernel& kernel_of(SyHashSet hash_set);
  // Calls, side by side on as many compute units as there are, until all have ended. Throws Fault(SY_DEVICE)
  // where they have not after so many seconds; the card is then poisoned.
  void run(Kernel& kernel, const std::vector<KernelCall>& calls, double seconds);
  // Has a kernel do nothing but write who it is.
  void run_empty();
  // Seconds after which a call with so many permutations of a hash is taken to hang.
  double patience(double permutations) const;

  device::MemoryFigures memory() const;
  void reset_peak();

 private:
  friend class Buffer;
  void release(std::unique_ptr<xrt::bo> memory, const BufferKind& kind);
  // Under the lock: what is kept goes until there is room for so many bytes.
  void make_room(size_t bytes);
  void check_sound() const;
  struct EmptyCall;
  void identify(Kernel& kernel);
  // Leaves all of XRT's as it is: destroying it would wait for what never ends.
  void abandon();
  void check_groups() const;
  [[noreturn]] void poison(const std::string& reason);
  xrt::run take_run(Kernel& kernel);

  const std::string id_;
  const bool is_emulated_;
  const size_t budget_;
  std::unique_ptr<xrt::device> device_;
  std::vector<std::unique_ptr<Kernel>> kernels_;
  std::unique_ptr<ModelWatch> watch_;
  std::atomic<bool> poisoned_{false};
  mutable std::mutex mutex_;
  size_t used_ = 0, peak_ = 0;
  // Free ones: making one anew costs as much as filling it. Charged to nobody, within the budget.
  std::multimap<BufferKind, std::unique_ptr<xrt::bo>> kept_;
  size_t kept_bytes_ = 0;
};

}  // namespace switchyard::xrt_cards
