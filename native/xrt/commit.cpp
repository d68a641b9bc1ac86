#include <algorithm>
#include <bit>

#include "device/kit/fault.h"
#include "device/kit/merkle_checks.h"
#include "xrt/ops.h"
#include "xrt/tree_call.h"

namespace switchyard::xrt_cards {
namespace {

using device::Fault;
using namespace fpga;

// From so many leaves on a tree is shared by the compute units: below, starting them takes longer than the
// tree.
constexpr uint32_t kSharedLogLeaves = 12;

// Words that a permutation absorbs.
size_t rate_of(SyHashSet hash_set) { return hash_set == SY_P2_24_16 ? 16 : hash_set == SY_P2_16 ? 8 : 34; }

double count_permutations(const Tree& tree) {
  double permutations = static_cast<double>(tree.leaves());
  for (const auto& matrix : tree.matrices)
    permutations += static_cast<double>(matrix->rows * (matrix->columns / rate_of(tree.hash_set) + 1));
  return permutations;
}

// How many slices a tree is made in: a power of two that the units of a kernel can take.
uint32_t log_slices_of(const Tree& tree, uint32_t units) {
  if (tree.log_leaves < kSharedLogLeaves || tree.cap_level == 0) return 0;
  return static_cast<uint32_t>(std::bit_width(units) - 1);
}

}  // namespace

void run_commit(const SyOpHeader& header, Segment& segment) {
  const device::CommitPlan plan = device::read_commit(header);
  auto tree = std::make_shared<Tree>();
  tree->hash_set = plan.hash_set;
  Kernel& kernel = segment.card.kernel_of(plan.hash_set);
  size_t most_rows = 0;
  for (uint32_t i = 0; i < plan.op.count; ++i) {
    auto matrix = segment.transaction.matrix(plan.handles[i], "commit.matrices");
    if (matrix->field != FieldId::kKoalaBear)
      throw Fault(SY_UNSUPPORTED, "commit.matrices", "the kernels hash words of KoalaBear alone");
    device::check_committed(*matrix, i, FieldId::kKoalaBear);
    if (matrix->columns > kMaxUnits * kWordsPerBeat)
      throw Fault(SY_UNSUPPORTED, "commit.matrices", "a kernel takes rows of %u words at most",
                  kMaxUnits * kWordsPerBeat);
    most_rows = std::max(most_rows, matrix->rows);
    tree->matrices.push_back(std::move(matrix));
  }
  tree->log_leaves = static_cast<uint32_t>(std::countr_zero(most_rows));
  tree->cap_level = tree->log_leaves - std::min(plan.op.cap_height, tree->log_leaves);
  if (tree->log_leaves > kMaxLogLeaves || plan.op.count > kMaxMatrices)
    throw Fault(SY_UNSUPPORTED, "commit.matrices", "a kernel takes 2^%u rows and %u matrices at most",
                kMaxLogLeaves, kMaxMatrices);
  const bool one_height = std::all_of(tree->matrices.begin(), tree->matrices.end(),
                                      [&](const auto& matrix) { return matrix->rows == most_rows; });
  tree->digests = segment.card.allocate(
      kArgDigestsIn, digest_beats(tree->log_leaves, one_height) * kBeatBytes, false, "commit.output");
  put_table(segment, *tree, {});

  const double seconds = segment.card.patience(count_permutations(*tree));
  const auto call = [&](size_t index, uint32_t first_level, uint32_t last_level, uint32_t slice,
                        uint32_t log_slices) {
    const uint64_t beats = log_slices == 0 ? commit_result_beats(tree->log_leaves, last_level) : 1;
    return KernelCall{&first_rows(*tree), &tree->digests, &segment.lane.table,
                      &results_of(segment, index, beats),
                      scalars_of(MerkleMode::kCommit, *tree, first_level, last_level, slice, log_slices, 0)};
  };
  const uint32_t log_slices = log_slices_of(*tree, kernel.units);
  uint32_t first_level = 0;
  if (log_slices > 0) {
    const uint32_t reached = std::min(tree->log_leaves - log_slices - 1, tree->cap_level - 1);
    // Buffers first: a call refers to those of the lane.
    for (uint32_t slice = 0; slice < 1u << log_slices; ++slice) results_of(segment, slice, 1);
    std::vector<KernelCall> calls;
    for (uint32_t slice = 0; slice < 1u << log_slices; ++slice)
      calls.push_back(call(slice, 0, reached, slice, log_slices));
    segment.card.run(kernel, calls, seconds);
    for (const KernelCall& one : calls) fetch_results(segment, *one.results, 1);
    first_level = reached + 1;
    segment.check_cancelled();
  }
  const KernelCall last = call(0, first_level, tree->cap_level, 0, 0);
  segment.card.run(kernel, {last}, seconds);
  const uint64_t beats = commit_result_beats(tree->log_leaves, tree->cap_level);
  const uint32_t* cap = fetch_results(segment, *last.results, beats) + kWordsPerBeat;
  const size_t cap_words = (size_t{1} << (tree->log_leaves - tree->cap_level)) * kWordsPerDigest;
  segment.results().insert(segment.results().end(), cap, cap + cap_words);
  segment.transaction.create(plan.op.output, {nullptr, std::move(tree)}, "commit.output");
}

}  // namespace switchyard::xrt_cards
