#include "cpu/ntt_plan.h"

#include <bit>

#include "cpu/ntt.h"

namespace switchyard::cpu {
namespace {

// A single tile of so many rows, two of them and the factors, stays in the L2 cache.
constexpr int kSmallLog = 11;
// Narrow transforms below it are too short for tiles of whole vectors.
constexpr int kNarrowMinLog = 8;
// Words of a tile where there is a choice: a fraction of the L2 cache.
constexpr size_t kTileWords = size_t{1} << 15;

}  // namespace

NttPlan::NttPlan(const Context& context_, FieldId field, size_t rows_, size_t columns_)
    : log_rows(std::countr_zero(rows_)),
      rows(rows_),
      columns(columns_),
      small(false),
      narrow(columns_ <= kNarrowColumns && log_rows >= kNarrowMinLog),
      log_outer((log_rows + 1) / 2),
      log_inner(log_rows / 2),
      outer(size_t{1} << log_outer),
      inner(size_t{1} << log_inner),
      context(context_),
      kernels(context_.ntt(field)),
      roots(NttRoots::of(field)) {
  small = !narrow && log_rows <= kSmallLog;
}

Ranges::Ranges(size_t total_, size_t target, size_t unit) : total(total_), size(0), count(0) {
  const size_t pieces = std::max<size_t>(1, (total + target - 1) / target);
  size = ((total + pieces - 1) / pieces + unit - 1) / unit * unit;
  count = (total + size - 1) / size;
}

Ranges column_ranges(size_t columns, int log_rows) {
  return Ranges(columns, std::clamp<size_t>(kTileWords >> log_rows, 16, 256), 16);
}

Ranges group_ranges(size_t groups, size_t columns, int log_rows) {
  const size_t words = std::clamp<size_t>((kTileWords / 2) >> log_rows, 32, 64);
  return Ranges(groups, std::max<size_t>(1, words / columns), 1);
}

}  // namespace switchyard::cpu
