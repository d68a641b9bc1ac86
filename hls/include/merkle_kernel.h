// A Merkle kernel behind its registers: reads the table, checks what it is asked, commits or opens, and
// writes the header. merkle_interface.h says what all that means.
#pragma once

#include "merkle_commit.h"
#include "merkle_open.h"

namespace switchyard::fpga {

struct MerkleCall {
  uint32_t mode, hash_set, log_leaves, first_level, last_level, slice, log_slices, matrices, indices;
};

// Which hash sets a build has, and what makes their leaves.
struct HashSetChoice {
  bool is_present;
  bool uses_leaf_sponge;
  uint32_t rate;
};

inline MerkleStatus check_shape(const MerkleCall& call) {
#pragma HLS INLINE
  if (call.log_leaves > kMaxLogLeaves || call.last_level > call.log_leaves) return MerkleStatus::kBadShape;
  if (call.mode == static_cast<uint32_t>(MerkleMode::kCommit)) {
    if (call.first_level > call.last_level || call.log_slices > call.log_leaves)
      return MerkleStatus::kBadShape;
    if (call.slice >> call.log_slices != 0) return MerkleStatus::kBadShape;
    if (!is_valid_slice(call.log_leaves, call.last_level, call.log_slices)) return MerkleStatus::kBadShape;
  }
  if (call.matrices > kMaxMatrices || call.indices > kMaxIndices) return MerkleStatus::kTooMany;
  return MerkleStatus::kDone;
}

// False where a matrix does not belong into the tree, or none is as tall as the tree.
inline bool read_matrices(const Beat* table, const MerkleCall& call, MatrixInfo (&matrices)[kMaxMatrices]) {
#pragma HLS INLINE off
  bool fits = true, has_tallest = false;
READ_MATRICES:
  for (uint32_t m = 0; m < call.matrices; ++m) {
#pragma HLS PIPELINE II = 1
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 256
    const Beat beat = table[m];
    const uint64_t first_beat = word(beat, kMatrixBeatLow) | uint64_t{word(beat, kMatrixBeatHigh)} << 32;
    const MatrixInfo matrix = {first_beat, word(beat, kMatrixLogRows), word(beat, kMatrixColumns)};
    // A word's address has to fit 64 bits, with much to spare.
    fits = fits && matrix.log_rows <= call.log_leaves && matrix.columns > 0 &&
           matrix.columns <= kMaxUnits * kBeatWords && first_beat >> 40 == 0;
    has_tallest = has_tallest || matrix.log_rows == call.log_leaves;
    matrices[m] = matrix;
  }
  return fits && has_tallest;
}

// Two copies, for two processes. False where an index is no leaf or does not ascend.
inline bool read_indices(const Beat* table, const MerkleCall& call, uint32_t (&one)[kMaxIndices],
                         uint32_t (&other)[kMaxIndices]) {
#pragma HLS INLINE off
  bool ascends = true;
  uint32_t before = 0;
  Beat beat = 0;
READ_INDICES:
  for (uint32_t i = 0; i < call.indices; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 4096
    if (i % kBeatWords == 0) beat = table[call.matrices + i / kBeatWords];
    const uint32_t index = word(beat, static_cast<int>(i % kBeatWords));
    ascends = ascends && (i == 0 || index > before) && index >> call.log_leaves == 0;
    one[i] = other[i] = index;
    before = index;
  }
  return ascends;
}

inline void copy_cap(const Beat* digests, const MerkleCall& call, Beat* results) {
#pragma HLS INLINE off
  const uint64_t first = layer_offset(call.log_leaves, call.last_level) / 2;
  const uint64_t beats = commit_result_beats(call.log_leaves, call.last_level) - 1;
COPY_CAP:
  for (uint64_t i = 0; i < beats; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 8
    results[1 + i] = digests[first + i];
  }
}

template <class Build>
inline MerkleStatus run_call(const Beat* rows, const Beat* digests_in, Beat* digests_out, const Beat* table,
                             Beat* results, const HashSetChoice& choice, const MerkleCall& call,
                             OpenCounts& counts) {
#pragma HLS INLINE
  if (call.mode == static_cast<uint32_t>(MerkleMode::kIdentify)) return MerkleStatus::kDone;
  if (call.mode > static_cast<uint32_t>(MerkleMode::kOpen)) return MerkleStatus::kBadMode;
  if (!choice.is_present) return MerkleStatus::kBadHashSet;
  const MerkleStatus shape = check_shape(call);
  if (shape != MerkleStatus::kDone) return shape;
  MatrixInfo matrices[kMaxMatrices];
  if (!read_matrices(table, call, matrices)) return MerkleStatus::kBadShape;

  if (call.mode == static_cast<uint32_t>(MerkleMode::kCommit)) {
    const CommitCall commit_call = {choice.uses_leaf_sponge, choice.rate, call.log_leaves, call.first_level,
                                    call.last_level,         call.slice,  call.log_slices, call.matrices};
    if (!commit<Build>(rows, digests_in, digests_out, matrices, commit_call)) return MerkleStatus::kTooMany;
    if (call.log_slices == 0) copy_cap(digests_in, call, results);
    return MerkleStatus::kDone;
  }
  uint32_t row_leaves[kMaxIndices], sibling_leaves[kMaxIndices];
  if (!read_indices(table, call, row_leaves, sibling_leaves)) return MerkleStatus::kBadShape;
  open(rows, digests_in, results, matrices, row_leaves, sibling_leaves,
       {call.log_leaves, call.last_level, call.matrices, call.indices}, counts);
  return MerkleStatus::kDone;
}

template <class Build>
inline void merkle_kernel(const Beat* rows, const Beat* digests_in, Beat* digests_out, const Beat* table,
                          Beat* results, const HashSetChoice& choice, uint32_t hash_sets,
                          const MerkleCall& call) {
#pragma HLS INLINE
  OpenCounts counts = {0, 0};
  const MerkleStatus status =
      run_call<Build>(rows, digests_in, digests_out, table, results, choice, call, counts);
  Beat header = 0;
  set_word(header, kHeaderStatus, static_cast<uint32_t>(status));
  set_word(header, kHeaderVersion, kMerkleInterfaceVersion);
  set_word(header, kHeaderHashSets, hash_sets);
  set_word(header, kHeaderPipelines, Build::kPipelines);
  set_word(header, kHeaderInterval, kPermutationInterval<typename Build::NodeSponge, Build::kSchedule>);
  set_word(header, kHeaderRowBeats, static_cast<uint32_t>(counts.row_beats));
  set_word(header, kHeaderRowBeatsHigh, static_cast<uint32_t>(counts.row_beats >> 32));
  set_word(header, kHeaderSiblings, counts.siblings);
  results[0] = header;
}

}  // namespace switchyard::fpga
