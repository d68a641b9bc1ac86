// The build of the Poseidon2 Merkle kernel.
#pragma once

#include "merkle_kernel.h"
#include "poseidon2_sponge.h"

namespace switchyard::fpga {

// Permutation pipelines of each width behind one set of memory ports.
inline constexpr int kPoseidon2Pipelines = 1;
// kFolded for small cards.
inline constexpr Schedule kPoseidon2Schedule = Schedule::kUnrolled;

// Both hash sets by a register: p2-24-16 hashes rows in width 24 and nodes in width 16; the pipelines of
// width 16 do p2-16 entirely. A card that never sees p2-24-16 saves the wide ones: leaf =
// Poseidon2Sponge<16>.
template <class Leaf = Poseidon2Sponge<24>, Schedule schedule = kPoseidon2Schedule,
          int pipelines = kPoseidon2Pipelines>
struct Poseidon2Merkle {
  using Build = KernelBuild<Leaf, Poseidon2Sponge<16>, schedule, pipelines>;
  static constexpr bool kHasWidth24 = !Build::kOneKind;
  static constexpr uint32_t kHashSets = 1u << static_cast<uint32_t>(MerkleHashSet::kPoseidon2_16) |
                                        (kHasWidth24 ? 1u : 0u)
                                            << static_cast<uint32_t>(MerkleHashSet::kPoseidon2_24_16);

  static HashSetChoice choose(uint32_t hash_set) {
#pragma HLS INLINE
    const bool is_narrow = hash_set == static_cast<uint32_t>(MerkleHashSet::kPoseidon2_16);
    const bool is_wide = hash_set == static_cast<uint32_t>(MerkleHashSet::kPoseidon2_24_16) && kHasWidth24;
    return {is_narrow || is_wide, is_wide,
            static_cast<uint32_t>(is_wide ? Leaf::kRate : Poseidon2Sponge<16>::kRate)};
  }

  static void run(const Beat* rows, const Beat* digests_in, Beat* digests_out, const Beat* table,
                  Beat* results, const MerkleCall& call) {
#pragma HLS INLINE
    merkle_kernel<Build>(rows, digests_in, digests_out, table, results, choose(call.hash_set), kHashSets,
                         call);
  }
};

}  // namespace switchyard::fpga
