// The build of the Keccak Merkle kernel.
#pragma once

#include "keccak_sponge.h"
#include "merkle_kernel.h"

namespace switchyard::fpga {

// Permutation pipelines behind one set of memory ports.
inline constexpr int kKeccakPipelines = 1;
// kFolded for small cards.
inline constexpr Schedule kKeccakSchedule = Schedule::kUnrolled;

template <Schedule schedule = kKeccakSchedule, int pipelines = kKeccakPipelines>
struct KeccakMerkle {
  using Build = KernelBuild<KeccakSponge, KeccakSponge, schedule, pipelines>;
  static constexpr uint32_t kHashSets = 1u << static_cast<uint32_t>(MerkleHashSet::kKeccak);

  static HashSetChoice choose(uint32_t hash_set) {
#pragma HLS INLINE
    return {hash_set == static_cast<uint32_t>(MerkleHashSet::kKeccak), false, KeccakSponge::kRate};
  }

  static void run(const Beat* rows, const Beat* digests_in, Beat* digests_out, const Beat* table,
                  Beat* results, const MerkleCall& call) {
#pragma HLS INLINE
    merkle_kernel<Build>(rows, digests_in, digests_out, table, results, choose(call.hash_set), kHashSets,
                         call);
  }
};

}  // namespace switchyard::fpga
