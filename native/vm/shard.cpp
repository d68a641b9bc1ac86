#include "vm/shard.h"

#include <cstddef>

#include "vm/fill/connector.h"
#include "vm/fill/lookups.h"

namespace switchyard::vm {
ChipRows ShardRecords::rows() const {
  if (counted) return counted->rows;
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
  rows[Chip::kOpcode] = kOpcodeTableRows;
  for (const Precompile& precompile : kPrecompiles) {
    rows[precompile.part_chip] = precompile.parts * calls_of(precompile);
    rows[precompile.step_chip] = calls_of(precompile);
  }
  return rows;
}

uint32_t ShardRecords::calls_of(const Precompile& precompile) const {
  const auto count = [](const auto& records) { return static_cast<uint32_t>(records.size()); };
  switch (precompile.call) {
    case Call::kShaExtend:
      return count(sha_extends);
    case Call::kShaCompress:
      return count(sha_compresses);
    case Call::kKeccakPermute:
      return count(keccak_permutes);
    case Call::kUint256Mul:
      return count(uint256_muls);
    default:
      return 0;
  }
}

std::array<uint32_t, chips::connector::kPublicValueCount> public_values(const ConnectorRecord& connector) {
  std::array<uint32_t, chips::connector::kPublicValueCount> values{};
  fill_public_values(connector, Row{values.data()});
  return values;
}

uint32_t ShardRecords::steps_taken() const {
  if (counted) return counted->steps;
  size_t taken = calls.size();
  for (const Precompile& precompile : kPrecompiles) taken += calls_of(precompile);
  for (const auto& records : steps) taken += records.size();
  return static_cast<uint32_t>(taken);
}

void ShardRecords::clear() {
  for (auto& records : steps) records.clear();
  calls.clear();
  hint_words.clear();
  sha_extends.clear();
  sha_compresses.clear();
  keccak_permutes.clear();
  uint256_muls.clear();
  refreshes.clear();
  decodes.clear();
  leaves.clear();
  nodes.clear();
  compressions.clear();
  connector = {};
  cycles = 0;
  counted.reset();
}

}  // namespace switchyard::vm
