// The tables of a shard, filled from its records.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "vm/shard.h"

namespace switchyard::vm {

// Columns of each chip's trace.
extern const std::array<uint32_t, kChipCount> kTraceWidths;

// Row-major words in Montgomery form, one table for each chip; whatever they held before is overwritten. A
// table's height is its size by its width: a power of two, and not below the rows that the shard has for it.
using Traces = std::array<std::span<uint32_t>, kChipCount>;

// On `threads` threads, at least one. The same words for any number of threads.
void fill_traces(const ShardRecords& shard, const Traces& traces, int threads);

// Whether every table's size is one that fill_traces can fill.
bool traces_fit(const ShardRecords& shard, const Traces& traces);

}  // namespace switchyard::vm
