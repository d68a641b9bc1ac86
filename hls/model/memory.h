// The card's memory: banks one after another, as XRT's emulation addresses them, each with its own end.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

namespace switchyard::model {

class Memory {
 public:
  Memory();
  ~Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  // Sizes in bytes. What lies beyond all banks faults. Keeps what is there.
  void lay_out(const std::vector<uint64_t>& bank_bytes);

  uint8_t* base() const { return base_; }
  // False where the range is in no one bank.
  bool holds(uint64_t address, uint64_t bytes) const { return bank_of(address, bytes) >= 0; }
  // The bank of a range; -1 where it is in no one bank.
  int bank_of(uint64_t address, uint64_t bytes) const;

  void allocated(uint64_t address, uint64_t bytes) { sizes_[address] = bytes; }
  // Gives the memory back to the system.
  void freed(uint64_t address);

 private:
  uint8_t* base_;
  std::vector<uint64_t> ends_;
  std::map<uint64_t, uint64_t> sizes_;
};

}  // namespace switchyard::model
