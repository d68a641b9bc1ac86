// A stretch of a run that one proof is about.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "vm/chips.h"
#include "vm/columns/connector.h"
#include "vm/precompiles.h"
#include "vm/records.h"

namespace switchyard::vm {

// Rows of the chip `opcode`.
inline constexpr uint32_t kOpcodeTableRows = 1u << 6;

// Words of the system page, docs/vm.md section 4.
enum SystemWord : uint32_t {
  kCommittedWord = 40,
  kExitCodeWord = 48,
  kHaltedWord = 49,
  kHintDoneWord = 50,
};
inline constexpr uint32_t kSystemWords = 64;

// Times are proven to increase as long as they stay below 2^25.
inline constexpr uint32_t kMaxShardSteps = ((1u << 25) - 2) / 4;

// More calls of a precompile than any shape has rows for: what their records take is bounded by it, where
// only the number of steps is known.
inline constexpr uint32_t kMaxPrecompileCalls = 1u << 16;

// A HINT_READ is proven to read fewer bytes: its length has an upper limb of 11 bits.
inline constexpr uint32_t kMaxHintBytes = 1u << 27;

// pc of a guest that has halted, as a word number: no code can lie there.
inline constexpr uint32_t kHaltedPc = 1u << 29;

// How much of a shard is written down while it is executed.
enum class Detail : uint8_t {
  kAll,         // what its tables are filled from
  kCheckpoint,  // what its checkpoint and its public values are made from
  kCounts,      // how many rows it needs: of leaves, tree and compressions at least as many
};

// Everything that its tables are filled from. Records stand in the order of their rows. With less detail,
// `counted` says how many there would be.
struct ShardRecords {
  std::array<std::vector<StepRecord>, kStepChipCount - 1> steps;  // by chip
  std::vector<CallRecord> calls;
  std::vector<HintWordRecord> hint_words;
  std::vector<ShaExtendRecord> sha_extends;
  std::vector<ShaCompressRecord> sha_compresses;
  std::vector<KeccakPermuteRecord> keccak_permutes;
  std::vector<Uint256MulRecord> uint256_muls;
  std::vector<RefreshRecord> refreshes;
  std::vector<DecodeRecord> decodes;
  std::vector<LeafRecord> leaves;
  std::vector<TreeRecord> nodes;
  std::vector<CompressionRecord> compressions;
  ConnectorRecord connector;
  uint64_t cycles = 0;  // that the run counts; a HINT_READ counts where it ends

  struct Counted {
    ChipRows rows;
    uint32_t steps;
  };
  std::optional<Counted> counted;

  // Rows with content of every chip; of the tables all that they have.
  ChipRows rows() const;
  uint32_t calls_of(const Precompile& precompile) const;
  uint32_t steps_taken() const;
  void clear();
};

// The public values of a shard's proof, canonical: first and last pc, root before and after, halted.
std::array<uint32_t, chips::connector::kPublicValueCount> public_values(const ConnectorRecord& connector);

// Where a shard ends at the latest.
struct ShardLimits {
  uint32_t steps;
  ChipRows rows;  // connector, table and opcode do not count
};

}  // namespace switchyard::vm
