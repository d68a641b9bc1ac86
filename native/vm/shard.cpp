#include "vm/shard.h"

#include <cstddef>

#include "math/element.h"
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

std::array<uint32_t, kPublicValueCount> public_values(const ConnectorRecord& connector) {
  std::array<uint32_t, kPublicValueCount> values;
  size_t at = 0;
  const auto add_digest = [&](const Digest& digest) {
    for (const uint32_t word : digest.words)
      values[at++] = Element<KoalaBear>::from_montgomery(word).canonical();
  };
  values[at++] = connector.first_pc;
  values[at++] = connector.last_pc;
  add_digest(connector.root_before);
  add_digest(connector.root_after);
  values[at++] = connector.halted;
  return values;
}

uint32_t ShardRecords::steps_taken() const {
  size_t taken = calls.size();
  for (const auto& records : steps) taken += records.size();
  return static_cast<uint32_t>(taken);
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
