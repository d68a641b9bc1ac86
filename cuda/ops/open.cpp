#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "cuda/kernels/gather.h"
#include "cuda/launch/launch.h"
#include "cuda/ops/ops.h"
#include "device/kit/merkle_checks.h"

namespace switchyard::cuda {
namespace {

// Words of opened rows that are gathered at a time, unless one row has more: what goes to the host is read
// back from the same memory, part after part.
constexpr uint64_t kPartWords = uint64_t{1} << 22;

// Which digests of the tree the siblings are.
std::vector<uint32_t> sibling_places(const Tree& tree, const uint32_t* indices, uint32_t count) {
  std::vector<uint32_t> sorted(indices, indices + count);
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  std::vector<uint32_t> places;
  device::for_each_sibling(sorted.data(), sorted.size(), tree.path_length(), [&](int level, uint32_t index) {
    places.push_back(static_cast<uint32_t>(tree.layer(level) + index));
  });
  return places;
}

}  // namespace

void run_open(const SyOpHeader& header, Segment& segment) {
  const SyOpen& op = device::read_open(header);
  const auto tree = segment.tree(op.tree, "open.tree");
  uint64_t row_words = 0;
  for (const auto& matrix : tree->matrices) row_words += matrix->columns;
  const uint32_t* indices = device::check_open(op, row_words, tree->leaves());
  const std::vector<uint32_t> places = sibling_places(*tree, indices, op.count);
  const uint64_t at_a_time = std::clamp<uint64_t>(kPartWords / row_words, 1, std::max(op.count, 1u));

  const Scratch leaves = segment.scratch(std::max(op.count, 1u) * sizeof(uint32_t), "open.indices");
  const Scratch rows = segment.scratch(at_a_time * row_words * sizeof(uint32_t), "open.indices");
  const Scratch wanted =
      segment.scratch(std::max<size_t>(places.size(), 1) * sizeof(uint32_t), "open.indices");
  const size_t sibling_words = places.size() * kDigestElements;
  const Scratch siblings =
      segment.scratch(std::max<size_t>(sibling_words, 1) * sizeof(uint32_t), "open.indices");

  segment.copy_to_device(leaves.words(), indices, op.count * sizeof(uint32_t));
  for (uint64_t first = 0; first < op.count; first += at_a_time) {
    segment.check_cancelled();
    const uint64_t count = std::min<uint64_t>(at_a_time, op.count - first);
    uint64_t column = 0;
    for (const auto& matrix : tree->matrices) {
      const int shift = tree->depth - std::countr_zero(matrix->rows);
      launch_each(segment.stream(),
                  GatherRows{matrix->view(), leaves.words() + first, shift, rows.words() + column, row_words},
                  count * matrix->columns);
      column += matrix->columns;
    }
    segment.append_results(rows.words(), count * row_words);
  }
  segment.append_results({static_cast<uint32_t>(places.size())});
  segment.copy_to_device(wanted.words(), places.data(), places.size() * sizeof(uint32_t));
  launch_each(segment.stream(), GatherDigests{tree->digests.words(), wanted.words(), siblings.words()},
              sibling_words);
  segment.append_results(siblings.words(), sibling_words);
}

}  // namespace switchyard::cuda
