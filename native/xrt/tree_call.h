// What commit and open have alike: the table of a tree's matrices, calls, and what a call is held to.
#pragma once

#include <cstdint>
#include <vector>

#include "xrt/segment.h"

namespace switchyard::xrt_cards {

inline constexpr size_t kBeatBytes = fpga::kWordsPerBeat * sizeof(uint32_t);

// A matrix that begins where no other of the tree begins before it: addresses of rows count from it.
const Buffer& first_rows(const Tree& tree);

// Has the lane's table hold the descriptors of a tree's matrices and leaf indices.
void put_table(Segment& segment, const Tree& tree, const std::vector<uint32_t>& indices);

// The lane's buffer for results of call `index`, with room for so many beats, and nothing of an earlier
// header. Throws Fault(SY_MEMORY).
const Buffer& results_of(Segment& segment, size_t index, uint64_t beats);

// Fetches the first beats of the results of a call and sees that it is done. Throws Fault(SY_UNSUPPORTED)
// where the tree is beyond the kernel's limits, and Fault(SY_DEVICE).
const uint32_t* fetch_results(Segment& segment, const Buffer& results, uint64_t beats);

// The scalar registers of a call.
Scalars scalars_of(fpga::MerkleMode mode, const Tree& tree, uint32_t first_level, uint32_t last_level,
                   uint32_t slice, uint32_t log_slices, uint32_t indices);

}  // namespace switchyard::xrt_cards
