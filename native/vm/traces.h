// The tables of a shard, filled from its records.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "vm/shard.h"

namespace switchyard::vm {

// Columns of each chip's trace.
using Widths = std::array<uint32_t, kChipCount>;
extern const Widths kTraceWidths;
// Columns of what goes to a device for each chip: records of `compression`, which are a tenth of its rows,
// and the rows of all others, whose records are about as long.
extern const Widths kUploadWidths;

// Row-major words in Montgomery form, one table for each chip; whatever they held before is overwritten. A
// table's height is its size by its width, of either kind: a power of two, and not below the rows that the
// shard has for it.
using Traces = std::array<std::span<uint32_t>, kChipCount>;

// Brings so many words of any value into Montgomery form, in [0, p); `out` may be where they are.
using ToMontgomery = void (*)(const uint32_t* words, uint32_t* out, size_t count);

// On `threads` threads, at least one. The same words for any number of threads.
void fill_traces(const ShardRecords& shard, const Traces& traces, const Widths& widths, int threads,
                 ToMontgomery to_montgomery);

// Whether every table's size is one that fill_traces can fill.
bool traces_fit(const ShardRecords& shard, const Traces& traces, const Widths& widths);

}  // namespace switchyard::vm
