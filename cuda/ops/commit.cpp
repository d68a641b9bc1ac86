#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "cuda/kernels/merkle.h"
#include "cuda/launch/launch.h"
#include "cuda/ops/ops.h"
#include "device/kit/merkle_checks.h"
#include "math/field_dispatch.h"

namespace switchyard::cuda {
namespace {

using ColumnPointers = std::vector<const uint32_t*>;

// The matrices of one height.
struct Group {
  int level;  // the layer whose digests they take part in
  uint32_t first;
  uint32_t count;  // of columns, from `first` on in the table of all columns
};

// Where the columns of a tree's matrices begin, the tallest matrices first, else in their order.
std::vector<Group> list_columns(const Tree& tree, ColumnPointers& columns) {
  std::vector<const Matrix*> matrices;
  for (const auto& matrix : tree.matrices) matrices.push_back(matrix.get());
  std::stable_sort(matrices.begin(), matrices.end(),
                   [](const Matrix* a, const Matrix* b) { return a->rows > b->rows; });
  std::vector<Group> groups;
  for (const Matrix* matrix : matrices) {
    const int level = tree.depth - std::countr_zero(matrix->rows);
    if (groups.empty() || groups.back().level != level)
      groups.push_back({level, static_cast<uint32_t>(columns.size()), 0});
    groups.back().count += static_cast<uint32_t>(matrix->columns);
    for (size_t c = 0; c < matrix->columns; ++c) columns.push_back(matrix->words() + c * matrix->rows);
  }
  return groups;
}

// Enqueues all layers of a tree.
template <class Hash>
void build(Segment& segment, const Tree& tree, const std::vector<Group>& groups,
           const uint32_t* const* columns) {
  const auto digests = [&](int level) { return tree.digests.words() + tree.layer(level) * kDigestElements; };
  const auto nodes = [&](int level) { return tree.leaves() >> level; };
  const auto rows_of = [&](const Group& group) { return LeafColumns{columns + group.first, group.count}; };

  launch_each(segment.stream(), HashLeaves<Hash>{rows_of(groups[0]), digests(0)}, nodes(0));
  int level = 0;  // the last that is finished
  for (size_t next = 1; level < tree.path_length();) {
    segment.check_cancelled();
    // Up to where the next matrices join.
    const bool joins = next < groups.size() && groups[next].level <= tree.path_length();
    const int up_to = joins ? groups[next].level : tree.path_length();
    if (nodes(level + 1) <= kTopParents) {
      launch_blocks(segment.stream(),
                    CompressTop<typename Hash::Node>{digests(level), static_cast<uint32_t>(nodes(level)),
                                                     static_cast<uint32_t>(up_to - level)},
                    {1, static_cast<uint32_t>(std::max<uint64_t>(nodes(level + 1), 1))});
      level = up_to;
    } else {
      ++level;
      launch_each(segment.stream(), CompressLayer<typename Hash::Node>{digests(level - 1), digests(level)},
                  nodes(level));
    }
    if (joins && level == up_to) {
      launch_each(segment.stream(), InjectLeaves<Hash>{rows_of(groups[next]), digests(level)}, nodes(level));
      ++next;
    }
  }
}

}  // namespace

void run_commit(const SyOpHeader& header, Segment& segment) {
  const device::CommitPlan plan = device::read_commit(header);
  auto tree = std::make_shared<Tree>();
  uint64_t most_rows = 0;
  for (uint32_t i = 0; i < plan.op.count; ++i) {
    auto matrix = segment.matrix(plan.handles[i], "commit.matrices");
    if (i == 0) tree->field = matrix->field;
    device::check_committed(*matrix, i, tree->field);
    most_rows = std::max<uint64_t>(most_rows, matrix->rows);
    tree->matrices.push_back(std::move(matrix));
  }
  tree->depth = std::countr_zero(most_rows);
  tree->cap_height = std::min(static_cast<int>(plan.op.cap_height), tree->depth);
  ColumnPointers columns;
  const std::vector<Group> groups = list_columns(*tree, columns);

  constexpr size_t kDigestBytes = kDigestElements * sizeof(uint32_t);
  tree->digests = segment.new_buffer(tree->size() * kDigestBytes, "commit.output");
  const Scratch table = segment.scratch(columns.size() * sizeof(columns[0]), "commit.output");
  segment.create(plan.op.output, tree, "commit.output");
  segment.copy_to_device(table.words(), columns.data(), columns.size() * sizeof(columns[0]));
  const auto build_with = [&]<class Hash>(Hash) {
    build<Hash>(segment, *tree, groups, table.as<const uint32_t*>());
  };
  with_field(tree->field, [&]<class F>(F) {
    if (plan.hash_set == SY_KECCAK)
      build_with(KeccakTreeHash{});
    else if (plan.hash_set == SY_P2_16)
      build_with(Poseidon2TreeHash<F, 16>{});
    else
      build_with(Poseidon2TreeHash<F, 24>{});
  });
  const int top = tree->path_length();
  segment.append_results(tree->digests.words() + tree->layer(top) * kDigestElements,
                         (tree->leaves() >> top) * kDigestElements);
}

}  // namespace switchyard::cuda
