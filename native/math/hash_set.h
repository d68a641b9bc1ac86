// The named hash sets.
#pragma once

#include <cstdint>

namespace switchyard {

// Which hashes make the leaves and nodes of a tree.
enum class HashSet : uint32_t {
  kPoseidon2_24_16,  // "p2-24-16": leaves width 24, rate 16; nodes width 16
  kPoseidon2_16,     // "p2-16": leaves width 16, rate 8; nodes width 16
  kKeccak,           // "keccak": Keccak-f[1600] over pairs of Montgomery words
};

}  // namespace switchyard
