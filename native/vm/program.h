// A guest program, its code decoded once.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "vm/elf.h"
#include "vm/instruction.h"

namespace switchyard::vm {

// The code of one executable segment. What the program stores into these addresses changes data memory alone.
struct CodeRegion {
  uint32_t address;
  std::vector<uint32_t> words;
  std::vector<Op> ops;  // one for each word, then kEnd

  uint32_t size() const { return static_cast<uint32_t>(words.size() * 4); }
  uint32_t address_of(const Op* op) const { return address + static_cast<uint32_t>(op - ops.data()) * 4; }
};

class Program {
 public:
  explicit Program(Image image);

  uint32_t entry() const { return image_.entry; }
  const std::vector<Segment>& segments() const { return image_.segments; }
  const std::vector<Function>& functions() const { return image_.functions; }
  const std::vector<CodeRegion>& regions() const { return regions_; }

  // The region that holds the word at an address, or null.
  const CodeRegion* find_region(uint32_t address) const;
  // Words of the largest region: no run without a jump is longer.
  uint64_t longest_run() const { return longest_run_; }
  // The instruction word at an address, if there is code.
  std::optional<uint32_t> word_at(uint32_t address) const;

 private:
  Image image_;
  std::vector<CodeRegion> regions_;  // by address
  uint64_t longest_run_ = 0;
};

}  // namespace switchyard::vm
