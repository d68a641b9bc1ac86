// Shared by the tests of replays.
#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "support.h"
#include "vm/replay.h"

namespace switchyard::test {

// A run that nobody watches.
class Silent : public vm::Observer {
 public:
  void console(uint32_t, std::span<const uint8_t>) override {}
  bool progress(uint64_t) override { return true; }
};

// An example guest.
inline vm::Program example(const std::string& name) {
  std::ifstream file(SY_EXAMPLES "/" + name + "/" + name + ".elf", std::ios::binary);
  const std::vector<uint8_t> bytes(std::istreambuf_iterator<char>(file), {});
  return vm::Program(vm::read_elf(bytes));
}

inline std::vector<uint8_t> word_bytes(uint32_t word) {
  std::vector<uint8_t> bytes;
  for (int i = 0; i < 4; ++i) bytes.push_back(static_cast<uint8_t>(word >> (8 * i)));
  return bytes;
}

// The same room for every chip.
inline vm::ShardLimits row_limits(uint32_t steps, uint32_t rows = 1u << 22) {
  vm::ShardLimits limits{steps, {}};
  limits.rows.fill(rows);
  return limits;
}

}  // namespace switchyard::test
