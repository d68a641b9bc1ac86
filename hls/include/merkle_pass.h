// A pass: one dataflow region through the whole kernel, from memory over the permutation pipelines back to
// memory. A commit is a sequence of passes: the leaves; then for each layer its nodes, and where a shorter
// matrix joins, the leaf hashes of its rows into the scratch and both together into the layer.
#pragma once

#include <type_traits>

#include "digest_ports.h"

namespace switchyard::fpga {

// What a kernel is made of. LeafSponge and NodeSponge may be the same: then it has pipelines of one kind.
template <class Leaf, class Node, Schedule schedule_, int pipelines>
struct KernelBuild {
  using LeafSponge = Leaf;
  using NodeSponge = Node;
  static constexpr Schedule kSchedule = schedule_;
  // Of each kind; rows are dealt to them in turn. More than one pays for folded pipelines: one unrolled keeps
  // up with its memory port. More of these come as compute units.
  static constexpr int kPipelines = pipelines;
  static_assert(pipelines > 0 && (pipelines & (pipelines - 1)) == 0, "rows are dealt by their low bits");
  static constexpr bool kOneKind = std::is_same_v<Leaf, Node>;
  // A tile on chip: 256 to 384 KiB of each half.
  static constexpr int kMostTileBeats = Leaf::kChunkBeats == 1 ? 8 : 4 * Leaf::kChunkBeats;
};

struct PassWork {
  RowRange rows;    // read rows, ...
  PairRange pairs;  // ... or pairs of digests
  bool uses_leaf_sponge;
  AbsorbWork absorb;  // of all pipelines together
  uint64_t units;     // of all rows
  uint64_t store_first;
  uint64_t store_count;
};

// Part `lane` of `work`: of `rows` rows in a batch, those with number = lane mod `lanes`.
inline AbsorbWork share(AbsorbWork work, bool active, uint32_t lane, uint32_t lanes) {
#pragma HLS INLINE
  work.rows = (work.rows + lanes - 1 - lane) / lanes;
  if (!active || work.rows == 0) work.batches = 0;
  return work;
}

// Chunks from either source to the pipelines, row by row in turn.
template <class Build>
inline void deal(const PassWork& work, BeatStream& from_rows, BeatStream& from_digests,
                 BeatStream (&to_leaf)[Build::kPipelines], BeatStream (&to_node)[Build::kPipelines]) {
  const uint64_t beats =
      uint64_t{work.absorb.batches} * work.absorb.chunks * work.absorb.rows * work.absorb.chunk_beats;
  const bool reads_rows = work.pairs.kind == PairRange::kNone;
  uint32_t beat = 0, lane = 0, row = 0;
DEAL:
  for (uint64_t i = 0; i < beats; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LOOP_TRIPCOUNT min = 512 max = 4194304
    SY_TICK(1);
    const Beat value = reads_rows ? from_rows.read() : from_digests.read();
    bool for_leaf = false;
    if constexpr (!Build::kOneKind) {
      for_leaf = work.uses_leaf_sponge;
      if (for_leaf) to_leaf[lane].write(value);
    }
    if (!for_leaf) to_node[lane].write(value);
    if (++beat == work.absorb.chunk_beats) {
      beat = 0;
      lane = lane + 1 == Build::kPipelines ? 0 : lane + 1;
      if (++row == work.absorb.rows) row = lane = 0;
    }
  }
}

template <class Build>
inline void collect(const PassWork& work, DigestStream (&from_leaf)[Build::kPipelines],
                    DigestStream (&from_node)[Build::kPipelines], DigestStream& digests) {
  const uint64_t count = uint64_t{work.absorb.batches} * work.absorb.rows;
  uint32_t lane = 0, row = 0;
COLLECT:
  for (uint64_t i = 0; i < count; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LOOP_TRIPCOUNT min = 512 max = 1048576
    SY_TICK(1);
    bool of_leaf = false;
    if constexpr (!Build::kOneKind) {
      of_leaf = work.uses_leaf_sponge;
      if (of_leaf) digests.write(from_leaf[lane].read());
    }
    if (!of_leaf) digests.write(from_node[lane].read());
    lane = lane + 1 == Build::kPipelines ? 0 : lane + 1;
    if (++row == work.absorb.rows) row = lane = 0;
  }
}

template <class Build>
inline void run_pass(const Beat* rows, const Beat* digests_in, Beat* digests_out, const RowPlan& plan,
                     const PassWork& work) {
#pragma HLS INLINE off
#pragma HLS DATAFLOW
#pragma HLS DISAGGREGATE variable = plan
#pragma HLS STABLE variable = plan
#pragma HLS STABLE variable = work
  constexpr int kLanes = Build::kPipelines;
  SY_REGION(region);
  RequestStream to_fetch("to_fetch");
  PendingStream to_assemble("to_assemble");
  BeatStream row_beats("row_beats"), assembled("assembled"), row_chunks("row_chunks"), pairs("pairs");
  // One kind of pipeline: it is the node's, and the leaf's streams are tied off.
  BeatStream leaf_chunks[kLanes], node_chunks[kLanes];
  DigestStream leaf_digests[kLanes], node_digests[kLanes];
  DigestStream digests("digests");
  SY_NAME(leaf_chunks);
  SY_NAME(node_chunks);
  SY_NAME(leaf_digests);
  SY_NAME(node_digests);

  SY_PROCESS(region, walk(work.rows, plan, to_fetch, to_assemble));
  SY_PROCESS(region, fetch(rows, work.units, to_fetch, row_beats));
  SY_PROCESS(region, assemble(work.units, to_assemble, row_beats, assembled));
  SY_PROCESS(region, transpose<Build::kMostTileBeats>(work.rows, plan, assembled, row_chunks));
  SY_PROCESS(region, read_pairs(digests_in, work.pairs, pairs));
  SY_PROCESS(region, deal<Build>(work, row_chunks, pairs, leaf_chunks, node_chunks));
  for (int lane = 0; lane < kLanes; ++lane) {
#pragma HLS UNROLL
    if constexpr (!Build::kOneKind) {
      SY_LANE(region, lane,
              absorb<typename Build::LeafSponge, Build::kSchedule>(
                  share(work.absorb, work.uses_leaf_sponge, static_cast<uint32_t>(lane), kLanes),
                  leaf_chunks[lane], leaf_digests[lane]));
    }
    SY_LANE(region, lane,
            absorb<typename Build::NodeSponge, Build::kSchedule>(
                share(work.absorb, !work.uses_leaf_sponge, static_cast<uint32_t>(lane), kLanes),
                node_chunks[lane], node_digests[lane]));
  }
  SY_PROCESS(region, collect<Build>(work, leaf_digests, node_digests, digests));
  SY_PROCESS(region, store(digests_out, work.store_first, work.store_count, digests));
  SY_RUN(region);
}

}  // namespace switchyard::fpga
