#include <algorithm>
#include <bit>
#include <vector>

#include "device/kit/fault.h"
#include "device/kit/merkle_checks.h"
#include "xrt/ops.h"
#include "xrt/tree_call.h"

namespace switchyard::xrt_cards {
namespace {

using device::Fault;
using namespace fpga;

// Where the rows of one leaf lie in the results.
RowSpan span_of(const Tree& tree, const Matrix& matrix, uint32_t index) {
  return opened_row(tree.log_leaves, 0, static_cast<uint32_t>(std::countr_zero(matrix.rows)),
                    static_cast<uint32_t>(matrix.columns), index);
}

}  // namespace

// A kernel opens each leaf once, ascending, and gives whole beats: rows are cut out of them and repeated
// here.
void run_open(const SyOpHeader& header, Segment& segment) {
  const SyOpen& op = device::read_open(header);
  const auto tree = segment.transaction.tree(op.tree, "open.tree");
  uint64_t row_words = 0;
  for (const auto& matrix : tree->matrices) row_words += matrix->columns;
  const uint32_t* asked = device::check_open(op, row_words, tree->leaves());
  std::vector<uint32_t> leaves(asked, asked + op.count);
  std::sort(leaves.begin(), leaves.end());
  leaves.erase(std::unique(leaves.begin(), leaves.end()), leaves.end());
  if (leaves.size() > kMaxIndices)
    throw Fault(SY_UNSUPPORTED, "open.indices", "%zu leaves are more than the %u that a kernel opens",
                leaves.size(), kMaxIndices);

  std::vector<uint64_t> first_beats;  // of each leaf
  uint64_t row_beats = 0;
  for (const uint32_t leaf : leaves) {
    first_beats.push_back(row_beats);
    for (const auto& matrix : tree->matrices) row_beats += span_of(*tree, *matrix, leaf).beats;
  }
  uint32_t siblings = 0;
  device::for_each_sibling(leaves.data(), leaves.size(), static_cast<int>(tree->cap_level),
                           [&](int, uint32_t) { ++siblings; });
  const uint64_t beats = 1 + row_beats + (siblings + 1) / 2;

  put_table(segment, *tree, leaves);
  const Buffer& results = results_of(segment, 0, beats);
  segment.card.run(segment.card.kernel_of(tree->hash_set),
                   {{&first_rows(*tree), &tree->digests, &segment.lane.table, &results,
                     scalars_of(MerkleMode::kOpen, *tree, 0, tree->cap_level, 0, 0,
                                static_cast<uint32_t>(leaves.size()))}},
                   segment.card.patience(static_cast<double>(beats)));
  const uint32_t* words = fetch_results(segment, results, beats);
  if ((words[kHeaderRowBeats] | uint64_t{words[kHeaderRowBeatsHigh]} << 32) != row_beats ||
      words[kHeaderSiblings] != siblings)
    throw Fault(SY_DEVICE, "", "%s: the kernel opened other rows or siblings than it was asked for",
                segment.card.id().c_str());

  const uint32_t* rows = words + kWordsPerBeat;
  std::vector<uint32_t>& made = segment.results();
  made.reserve(made.size() + op.count * row_words + 1 + siblings * kWordsPerDigest);
  for (uint32_t i = 0; i < op.count; ++i) {
    const auto leaf = std::lower_bound(leaves.begin(), leaves.end(), asked[i]) - leaves.begin();
    uint64_t beat = first_beats[static_cast<size_t>(leaf)];
    for (const auto& matrix : tree->matrices) {
      const RowSpan span = span_of(*tree, *matrix, asked[i]);
      const uint32_t* row = rows + beat * kWordsPerBeat + span.first_word;
      made.insert(made.end(), row, row + matrix->columns);
      beat += span.beats;
    }
  }
  made.push_back(siblings);
  const uint32_t* digests = rows + row_beats * kWordsPerBeat;
  made.insert(made.end(), digests, digests + size_t{siblings} * kWordsPerDigest);
}

}  // namespace switchyard::xrt_cards
