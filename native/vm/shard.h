// A stretch of a run that one proof is about.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "vm/chips.h"
#include "vm/records.h"

namespace switchyard::vm {

// Words of the system page, docs/vm.md section 4.
enum SystemWord : uint32_t {
  kCommittedWord = 40,
  kExitCodeWord = 48,
  kHaltedWord = 49,
  kHintDoneWord = 50,
};
inline constexpr uint32_t kSystemWords = 64;

// pc of a guest that has halted, as a word number: no code can lie there.
inline constexpr uint32_t kHaltedPc = 1u << 29;

// Everything that its tables are filled from. Records stand in the order of their rows.
struct ShardRecords {
  std::array<std::vector<StepRecord>, kStepChipCount - 1> steps;  // by chip
  std::vector<CallRecord> calls;
  std::vector<HintWordRecord> hint_words;
  std::vector<RefreshRecord> refreshes;
  std::vector<DecodeRecord> decodes;
  std::vector<LeafRecord> leaves;
  std::vector<TreeRecord> nodes;
  std::vector<CompressionRecord> compressions;
  ConnectorRecord connector;
  uint64_t cycles = 0;  // that the run counts; a HINT_READ counts where it ends

  // Rows with content of every chip; of the tables all that they have.
  ChipRows rows() const;
  void clear();
};

// Where a shard ends at the latest.
struct ShardLimits {
  uint32_t steps;
  ChipRows rows;  // connector, table and opcode do not count
};

}  // namespace switchyard::vm
