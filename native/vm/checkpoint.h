// A shard on its own: what a machine needs to replay it that never saw the rest of the run. The format is
// described in docs/checkpoint-format.md.
#pragma once

#include <array>
#include <cstdint>
#include <exception>
#include <span>
#include <string>
#include <vector>

#include "vm/shard.h"
#include "vm/state_tree.h"

namespace switchyard::vm {

// What a checkpoint can be refused for. The first ones are found when it is read, the others when it is
// replayed.
enum class CheckpointCheck : uint8_t {
  kTruncated,
  kMagic,
  kVersion,
  kHash,
  kSteps,
  kPc,
  kLeaves,
  kDigest,
  kRoot,
  kLength,
  kRun,    // the steps do not run
  kState,  // the steps touch other leaves
  kHints,  // the steps read another number of hints
};

// The check's stable name, such as "HASH".
const char* name(CheckpointCheck check);

class CheckpointError : public std::exception {
 public:
  CheckpointError(CheckpointCheck check, std::string text) : check_(check), text_(std::move(text)) {}
  CheckpointCheck check() const { return check_; }
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  CheckpointCheck check_;
  std::string text_;
};

struct CheckpointLeaf {
  Space space;
  Leaf leaf;
};

struct Checkpoint {
  uint32_t first_pc;  // a word number
  uint32_t steps;
  Digest root;  // before the first step
  std::vector<CheckpointLeaf>
      leaves;                    // that the shard touches, by space and index, as the first step finds them
  std::vector<Digest> siblings;  // of nodes above them that are not above them themselves, in tree order
  std::vector<uint32_t> hints;   // what HINT_LEN gave; of HINT_READ the number of words, then the words
};

// The checkpoint of a shard that has been replayed.
Checkpoint checkpoint_of(const ShardRecords& shard);

std::vector<uint8_t> write_checkpoint(const Checkpoint& checkpoint);

// Throws CheckpointError. A checkpoint that is read has a consistent tree; whether its steps run shows only
// when it is replayed.
Checkpoint read_checkpoint(std::span<const uint8_t> bytes);

// The tree of a checkpoint as far as its shard needs it.
StateTree checkpoint_tree(const Checkpoint& checkpoint);

}  // namespace switchyard::vm
