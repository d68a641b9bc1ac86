#include "vm/machine.h"

namespace switchyard::vm {

RunCounts::RunCounts(const Program& program) {
  for (const CodeRegion& region : program.regions()) differences_.emplace_back(region.ops.size());
}

void RunCounts::add(const Program& program, uint32_t pc) {
  const CodeRegion* region = program.find_region(pc);
  std::vector<int64_t>& differences = differences_[static_cast<size_t>(region - program.regions().data())];
  const size_t at = (pc - region->address) / 4;
  ++differences[at];
  --differences[at + 1];
}

std::vector<uint64_t> RunCounts::counts(size_t region) const {
  const std::vector<int64_t>& differences = differences_[region];
  std::vector<uint64_t> counts(differences.size() - 1);
  int64_t sum = 0;
  for (size_t i = 0; i < counts.size(); ++i) counts[i] = static_cast<uint64_t>(sum += differences[i]);
  return counts;
}

}  // namespace switchyard::vm
