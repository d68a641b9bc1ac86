#include "xrt/tree_call.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "device/kit/fault.h"

namespace switchyard::xrt_cards {

using device::Fault;
using namespace fpga;

namespace {

// Grown to the next power of two, so that it is seldom made anew.
void grow(Segment& segment, Buffer& buffer, MerkleArgument argument, uint64_t beats) {
  if (buffer.bytes() >= beats * kBeatBytes) return;
  buffer = Buffer();
  buffer = segment.card.allocate(argument, std::max<uint64_t>(std::bit_ceil(beats) * kBeatBytes, 4096), true,
                                 "commit.output");
}

}  // namespace

const Buffer& first_rows(const Tree& tree) {
  const auto first = std::min_element(
      tree.matrices.begin(), tree.matrices.end(),
      [](const auto& a, const auto& b) { return a->buffer.address() < b->buffer.address(); });
  return (*first)->buffer;
}

void put_table(Segment& segment, const Tree& tree, const std::vector<uint32_t>& indices) {
  const uint64_t beats =
      table_beats(static_cast<uint32_t>(tree.matrices.size()), static_cast<uint32_t>(indices.size()));
  grow(segment, segment.lane.table, kArgTable, beats);
  uint32_t* words = segment.lane.table.words();
  const uint64_t base = first_rows(tree).address();
  for (const auto& matrix : tree.matrices) {
    const uint64_t beat = (matrix->buffer.address() - base) / kBeatBytes;
    words[kMatrixBeatLow] = static_cast<uint32_t>(beat);
    words[kMatrixBeatHigh] = static_cast<uint32_t>(beat >> 32);
    words[kMatrixLogRows] = static_cast<uint32_t>(std::countr_zero(matrix->rows));
    words[kMatrixColumns] = static_cast<uint32_t>(matrix->columns);
    words += kWordsPerBeat;
  }
  std::copy(indices.begin(), indices.end(), words);
  segment.to_card(segment.lane.table, beats * kBeatBytes);
}

const Buffer& results_of(Segment& segment, size_t index, uint64_t beats) {
  auto& results = segment.lane.results;
  while (results.size() <= index) results.emplace_back();
  grow(segment, results[index], kArgResults, beats);
  std::memset(results[index].words(), 0, kBeatBytes);
  segment.to_card(results[index], kBeatBytes);
  return results[index];
}

const uint32_t* fetch_results(Segment& segment, const Buffer& results, uint64_t beats) {
  segment.from_card(results, 0, beats * kBeatBytes);
  const uint32_t* words = results.words();
  const auto status = static_cast<MerkleStatus>(words[kHeaderStatus]);
  if (status == MerkleStatus::kTooMany)
    throw Fault(SY_UNSUPPORTED, "commit.matrices", "the rows are wider than the kernel's limits");
  if (status != MerkleStatus::kDone)
    throw Fault(SY_DEVICE, "", "%s: the kernel answers with status %u", segment.card.id().c_str(),
                words[kHeaderStatus]);
  return words;
}

Scalars scalars_of(MerkleMode mode, const Tree& tree, uint32_t first_level, uint32_t last_level,
                   uint32_t slice, uint32_t log_slices, uint32_t indices) {
  return {static_cast<uint32_t>(mode),
          static_cast<uint32_t>(tree.hash_set),
          tree.log_leaves,
          first_level,
          last_level,
          slice,
          log_slices,
          static_cast<uint32_t>(tree.matrices.size()),
          indices};
}

}  // namespace switchyard::xrt_cards
