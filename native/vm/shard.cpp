#include "vm/shard.h"

#include <cstddef>

#include "vm/fill/lookups.h"

namespace switchyard::vm {
namespace {

constexpr uint32_t kOpcodeRows = 1u << 6;

}  // namespace

ChipRows ShardRecords::rows() const {
  ChipRows rows{};
  const auto count = [](const auto& records) { return static_cast<uint32_t>(records.size()); };
  for (size_t chip = 0; chip < steps.size(); ++chip) rows[chip] = count(steps[chip]);
  rows[Chip::kCall] = count(calls);
  rows[Chip::kHintWord] = count(hint_words);
  rows[Chip::kRefresh] = count(refreshes);
  rows[Chip::kDecode] = count(decodes);
  rows[Chip::kLeaf] = count(leaves);
  rows[Chip::kTree] = count(nodes);
  rows[Chip::kCompression] = count(compressions);
  rows[Chip::kConnector] = 1;
  rows[Chip::kTable] = kTableRows;
  rows[Chip::kOpcode] = kOpcodeRows;
  return rows;
}

void ShardRecords::clear() {
  for (auto& records : steps) records.clear();
  calls.clear();
  hint_words.clear();
  refreshes.clear();
  decodes.clear();
  leaves.clear();
  nodes.clear();
  compressions.clear();
  connector = {};
  cycles = 0;
}

}  // namespace switchyard::vm
