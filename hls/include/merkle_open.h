// Open: the rows of leaves and the siblings on their ways to the cap, gathered from device memory.
#pragma once

#include "process.h"
#include "row_plan.h"

namespace switchyard::fpga {

// A beat to fetch, or the end of the list.
struct BeatRequest {
  uint64_t beat;
  bool upper;  // which digest of it, where one is meant
  bool is_end;
};

using GatherRequests = hls::stream<BeatRequest, 512>;
using GatherBeats = hls::stream<Beat, 32>;

struct OpenCall {
  uint32_t log_leaves, last_level;
  uint32_t matrices, indices;
};

struct OpenCounts {
  uint64_t row_beats;
  uint32_t siblings;
};

inline void list_row_beats(const MatrixInfo (&matrices)[kMaxMatrices], const uint32_t (&leaves)[kMaxIndices],
                           const OpenCall& call, GatherRequests& requests) {
LIST_LEAVES:
  for (uint32_t i = 0; i < call.indices; ++i) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 256
  LIST_MATRICES:
    for (uint32_t m = 0; m < call.matrices; ++m) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 32
      const RowSpan span = opened_row(call.log_leaves, matrices[m].first_beat, matrices[m].log_rows,
                                      matrices[m].columns, leaves[i]);
    LIST_BEATS:
      for (uint32_t b = 0; b < span.beats; ++b) {
#pragma HLS PIPELINE II = 1
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 32
        SY_TICK(1);
        requests.write({span.first_beat + b, false, false});
      }
    }
  }
  requests.write({0, false, true});
}

// At each level below the cap, one pass over the leaves, ascending: those below one parent come one after
// another, and the parent's other child is a sibling unless it is on a way itself.
inline void list_siblings(const uint32_t (&leaves)[kMaxIndices], const OpenCall& call,
                          GatherRequests& requests) {
LIST_LEVELS:
  for (uint32_t level = 0; level < call.last_level; ++level) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 27
    const uint64_t layer = layer_offset(call.log_leaves, level);
    uint32_t child = 0;
    bool has_child = false, has_both = false;
  LIST_SIBLINGS:
    for (uint32_t i = 0; i <= call.indices; ++i) {
#pragma HLS PIPELINE II = 1
#pragma HLS LOOP_TRIPCOUNT min = 2 max = 257
      SY_TICK(1);
      const bool is_end = i == call.indices;
      const uint32_t node = is_end ? 0 : leaves[i] >> level;
      const bool same_parent = has_child && !is_end && node >> 1 == child >> 1;
      if (same_parent) {
        has_both = has_both || node != child;
      } else {
        if (has_child && !has_both) {
          const uint64_t digest = layer + (child ^ 1);
          requests.write({digest / 2, digest % 2 == 1, false});
        }
        child = node;
        has_child = true;
        has_both = false;
      }
    }
  }
  requests.write({0, false, true});
}

inline void gather(const Beat* memory, GatherRequests& requests, hls::stream<BeatRequest, 512>& listed,
                   GatherBeats& beats) {
  bool more = true;
GATHER:
  while (more) {
#pragma HLS PIPELINE II = 1
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 4096
    SY_TICK(1);
    const BeatRequest request = requests.read();
    listed.write(request);
    if (!request.is_end) beats.write(memory[request.beat]);
    more = !request.is_end;
  }
}

// Beats of rows as they are, then the chosen digests two a beat, from beat 1 of the results on.
inline void write_opening(Beat* results, GatherRequests& listed_rows, GatherBeats& row_beats,
                          GatherRequests& listed_siblings, GatherBeats& sibling_beats, OpenCounts& counts) {
  uint64_t at = 1;
  bool more = true;
WRITE_ROWS:
  while (more) {
#pragma HLS PIPELINE II = 1
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 4096
    SY_TICK(1);
    more = !listed_rows.read().is_end;
    if (more) results[at++] = row_beats.read();
  }
  counts.row_beats = at - 1;
  uint32_t siblings = 0;
  Digest waiting = 0;
  more = true;
WRITE_SIBLINGS:
  while (more) {
#pragma HLS PIPELINE II = 1
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 4096
    SY_TICK(1);
    const BeatRequest request = listed_siblings.read();
    more = !request.is_end;
    if (more) {
      const Digest digest = half(sibling_beats.read(), request.upper);
      if (siblings % 2 == 1) results[at++] = pair(waiting, digest);
      waiting = digest;
      ++siblings;
    } else if (siblings % 2 == 1) {
      results[at] = pair(waiting, Digest(0));
    }
  }
  counts.siblings = siblings;
}

inline void open(const Beat* rows, const Beat* digests, Beat* results,
                 const MatrixInfo (&matrices)[kMaxMatrices], const uint32_t (&row_leaves)[kMaxIndices],
                 const uint32_t (&sibling_leaves)[kMaxIndices], const OpenCall& call, OpenCounts& counts) {
#pragma HLS INLINE off
#pragma HLS DATAFLOW
#pragma HLS STABLE variable = call
  SY_REGION(region);
  GatherRequests row_requests("row_requests"), sibling_requests("sibling_requests");
  GatherRequests listed_rows("listed_rows"), listed_siblings("listed_siblings");
  GatherBeats row_beats("row_beats"), sibling_beats("sibling_beats");

  SY_PROCESS(region, list_row_beats(matrices, row_leaves, call, row_requests));
  SY_PROCESS(region, list_siblings(sibling_leaves, call, sibling_requests));
  SY_PROCESS(region, gather(rows, row_requests, listed_rows, row_beats));
  SY_PROCESS(region, gather(digests, sibling_requests, listed_siblings, sibling_beats));
  SY_PROCESS(region, write_opening(results, listed_rows, row_beats, listed_siblings, sibling_beats, counts));
  SY_RUN(region);
}

}  // namespace switchyard::fpga
