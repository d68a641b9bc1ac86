// The chips of the machine in their fixed order, which is that of docs/vm.md and of a shard's tables.
#pragma once

#include <array>
#include <cstdint>

namespace switchyard::vm {

// Every chip: identifier, name. Those of instructions other than ECALL come first.
#define SY_VM_CHIPS(X)                \
  X(kImmediate, "immediate")          \
  X(kAdd, "add")                      \
  X(kCompare, "compare")              \
  X(kBitwise, "bitwise")              \
  X(kShift, "shift")                  \
  X(kMultiply, "multiply")            \
  X(kDivide, "divide")                \
  X(kBranchEqual, "branch_equal")     \
  X(kBranchLess, "branch_less")       \
  X(kJumpRegister, "jump_register")   \
  X(kLoadWord, "load_word")           \
  X(kLoadPart, "load_part")           \
  X(kStoreWord, "store_word")         \
  X(kStorePart, "store_part")         \
  X(kCall, "call")                    \
  X(kHintWord, "hint_word")           \
  X(kRefresh, "refresh")              \
  X(kDecode, "decode")                \
  X(kLeaf, "leaf")                    \
  X(kTree, "tree")                    \
  X(kCompression, "compression")      \
  X(kConnector, "connector")          \
  X(kTable, "table")                  \
  X(kOpcode, "opcode")                \
  X(kShaExtend, "sha_extend")         \
  X(kShaSchedule, "sha_schedule")     \
  X(kShaCompress, "sha_compress")     \
  X(kShaRounds, "sha_rounds")         \
  X(kKeccakPermute, "keccak_permute") \
  X(kKeccakRound, "keccak_round")     \
  X(kUint256Mul, "uint256_mul")

struct Chip {
  enum Index : uint8_t {
#define SY_VM_CHIP(chip, name) chip,
    SY_VM_CHIPS(SY_VM_CHIP)
#undef SY_VM_CHIP
  };
};
inline constexpr int kChipCount = Chip::kUint256Mul + 1;
// Chips from this one on are those of precompiles: a shard need not have tables of them.
inline constexpr Chip::Index kFirstOptionalChip = Chip::kShaExtend;
// Chips whose rows are steps, but those of precompiles; the last of them, call, has records of its own.
inline constexpr int kStepChipCount = Chip::kCall + 1;

inline constexpr std::array<const char*, kChipCount> kChipNames = {
#define SY_VM_CHIP_NAME(chip, name) name,
    SY_VM_CHIPS(SY_VM_CHIP_NAME)
#undef SY_VM_CHIP_NAME
};

// A number of rows for each chip.
using ChipRows = std::array<uint32_t, kChipCount>;

}  // namespace switchyard::vm
