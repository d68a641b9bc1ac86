// The guest's data memory: sparse, zero at first, bounded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "vm/elf.h"

namespace switchyard::vm {

inline constexpr uint32_t kPageBits = 12;
inline constexpr uint32_t kPageBytes = 1u << kPageBits;
inline constexpr uint32_t kPageCount = kAddressLimit / kPageBytes;

enum class Access : uint8_t { kDone, kOutOfRange, kOverBudget };

// One flat reservation of address space, of which the system backs the pages that are used. A byte of flags
// for each page of the 32-bit address space lets a load or store see in one look whether it may go ahead;
// where not, touch() does what the page's first access calls for, or says why it may not be had.
class Memory {
 public:
  // At most `budget_bytes` in pages that exist, copies made for a fork included. Throws std::bad_alloc where
  // the system refuses the reservation.
  explicit Memory(uint64_t budget_bytes);
  ~Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  // For the interpreter's inner loop.
  uint8_t* bytes() { return bytes_; }
  const uint8_t* bytes() const { return bytes_; }
  const uint8_t* flags() const { return flags_.get(); }
  static constexpr uint8_t kReadable = 1;
  static constexpr uint8_t kWritable = 2;

  // Makes the page of an address readable, or readable and writable.
  Access touch(uint32_t address, bool write);

  // Any alignment. Nothing is written where not all of it can be.
  Access read(uint32_t address, std::span<uint8_t> to);
  Access write(uint32_t address, std::span<const uint8_t> from);
  // Counts as read() of so many bytes does, and copies nothing.
  Access look(uint32_t address, size_t size) { return touch_range(address, size, false); }

  // Puts a part of the initial image in place, before the run. It counts as existing, not as accessed.
  Access load(const Segment& segment);

  // Copies what stands at an address, without counting as access. Zero behind the limit.
  void peek(uint32_t address, std::span<uint8_t> to) const;

  // From begin_fork on, changes are undone by end_fork, and pages do not count as accessed.
  void begin_fork();
  void end_fork();

  // Pages that were read or written outside of forks since the last begin_epoch, by number, in order.
  std::vector<uint32_t> accessed_pages() const;
  void begin_epoch();

  uint64_t accessed_page_count() const { return accessed_ever_; }  // since the run began
  uint64_t used_bytes() const { return used_pages_ * kPageBytes; }

 private:
  static constexpr uint8_t kPresent = 4;        // exists
  static constexpr uint8_t kSaved = 8;          // its content before the fork is kept
  static constexpr uint8_t kAccessed = 16;      // in this epoch
  static constexpr uint8_t kAccessedEver = 32;  // in this run

  struct SavedPage {
    uint32_t page;
    std::unique_ptr<uint8_t[]> content;
  };

  Access touch_range(uint32_t address, size_t size, bool write);
  bool take_page();

  uint8_t* bytes_ = nullptr;
  std::unique_ptr<uint8_t[], void (*)(void*)> flags_;
  uint64_t budget_pages_;
  uint64_t used_pages_ = 0;
  uint64_t accessed_ever_ = 0;
  std::vector<uint32_t> present_;   // pages in order of their first access
  std::vector<uint32_t> accessed_;  // of this epoch
  bool forked_ = false;
  size_t present_before_fork_ = 0;
  std::vector<SavedPage> saved_;
};

}  // namespace switchyard::vm
