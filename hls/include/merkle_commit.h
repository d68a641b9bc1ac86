// Commit: the passes of a tree, or of one slice of it, layer by layer.
#pragma once

#include "merkle_pass.h"

namespace switchyard::fpga {

// The scalar registers, and what was read from the table.
struct CommitCall {
  bool uses_leaf_sponge;  // for rows; nodes are always the node sponge's
  uint32_t rate;          // of the sponge for rows
  uint32_t log_leaves, first_level, last_level, slice, log_slices;
  uint32_t matrices;
};

// The work on rows of one batch after another: `count` of them, a power of two, each of plan.chunks chunks.
inline AbsorbWork rows_work(const RowPlan& plan, uint64_t count, uint32_t rate) {
#pragma HLS INLINE
  const uint32_t batch_rows = count < kTileRows ? static_cast<uint32_t>(count) : kTileRows;
  return {static_cast<uint32_t>(count / batch_rows),
          batch_rows,
          plan.chunks,
          plan.chunk_beats,
          plan.last_words,
          rate};
}

inline AbsorbWork pairs_work(uint64_t count) {
#pragma HLS INLINE
  const uint32_t batch_rows = count < kTileRows ? static_cast<uint32_t>(count) : kTileRows;
  return {static_cast<uint32_t>(count / batch_rows), batch_rows, 1, 1, kBeatWords, kBeatWords};
}

// False where the rows of a height are too wide to plan; the tree is then unfinished.
template <class Build>
inline bool commit(const Beat* rows, const Beat* digests_in, Beat* digests_out,
                   const MatrixInfo (&matrices)[kMaxMatrices], const CommitCall& call) {
#pragma HLS INLINE off
  RowPlan plan;
COMMIT_LEVELS:
  for (uint32_t level = call.first_level; level <= call.last_level; ++level) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 28
    const uint32_t log_nodes = call.log_leaves - level;
    const uint64_t count = uint64_t{1} << (log_nodes - call.log_slices);
    const uint64_t first = call.slice * count;
    const uint64_t layer = layer_offset(call.log_leaves, level) + first;
    const uint64_t scratch = scratch_offset(call.log_leaves, level) + first;
    if (!plan_rows(matrices, call.matrices, log_nodes, call.rate, Build::kMostTileBeats, plan)) return false;

  COMMIT_PASSES:
    for (int pass = 0; pass < 3; ++pass) {
      // Nodes, rows, nodes with rows; the leaves are rows alone.
      const bool is_children = pass == 0, is_rows = pass == 1;
      if (level == 0 ? !is_rows : !is_children && plan.chunks == 0) continue;
      PassWork work = {};
      if (is_rows) {
        work.absorb = rows_work(plan, count, call.rate);
        work.rows = {first, work.absorb.batches, work.absorb.rows};
        work.units = count * plan.unit_count;
        work.uses_leaf_sponge = call.uses_leaf_sponge;
      } else {
        work.absorb = pairs_work(count);
        work.pairs.kind = is_children ? PairRange::kChildren : PairRange::kZip;
        work.pairs.first = is_children ? layer_offset(call.log_leaves, level - 1) + 2 * first : layer;
        work.pairs.second = scratch;
        work.pairs.pairs = count;
      }
      work.store_first = is_rows && level > 0 ? scratch : layer;
      work.store_count = count;
      run_pass<Build>(rows, digests_in, digests_out, plan, work);
    }
  }
  return true;
}

}  // namespace switchyard::fpga
