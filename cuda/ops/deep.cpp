#include "cuda/kernels/deep.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <vector>

#include "cuda/kernels/coset_inverses.h"
#include "cuda/launch/launch.h"
#include "cuda/ops/ops.h"
#include "device/kit/opening_checks.h"
#include "math/element_powers.h"

namespace switchyard::cuda {
namespace {

// Tables that go to the card in one copy.
class Tables {
 public:
  // Adds one and gives its place.
  template <class T>
  size_t add(const std::vector<T>& table) {
    constexpr size_t kAlignment = 16;
    const size_t at = (bytes_.size() + kAlignment - 1) / kAlignment * kAlignment;
    bytes_.resize(at + table.size() * sizeof(T));
    std::memcpy(bytes_.data() + at, table.data(), table.size() * sizeof(T));
    return at;
  }
  size_t size() const { return bytes_.size(); }
  const void* data() const { return bytes_.data(); }

 private:
  std::vector<char> bytes_;
};

// What the kernel is told of the terms. Terms and points without a use are left out.
template <class M>
struct DeepTables {
  std::vector<DeepPiece> pieces;
  std::vector<uint32_t> part_begins;
  std::vector<DeepUse<M>> uses;
  std::vector<DeepUse<M>> values;
  std::vector<uint32_t> points;  // which of the op's, by the kernel's number

  DeepTables(const device::DeepPlan& plan, const std::vector<std::shared_ptr<const Matrix>>& matrices,
             const RowTiles& tiles) {
    uint64_t columns = 0;
    for (size_t i = 0; i < plan.terms.size(); ++i)
      if (!plan.terms[i].uses.empty()) columns += matrices[i]->columns;
    const uint32_t parts = tiles.parts(columns);
    part_columns_ = static_cast<uint32_t>((columns + parts - 1) / parts);
    std::vector<std::optional<uint32_t>> numbers(plan.op.points);
    part_begins.push_back(0);
    for (size_t i = 0; i < plan.terms.size(); ++i) {
      const auto first_use = static_cast<uint32_t>(uses.size());
      for (const device::DeepUse& use : plan.terms[i].uses) add_use(use, numbers[use.point]);
      const auto count = static_cast<uint32_t>(uses.size()) - first_use;
      if (count > 0) add_pieces(*matrices[i], first_use, count);
    }
    if (part_begins.size() == 1 || part_begins.back() != pieces.size())
      part_begins.push_back(static_cast<uint32_t>(pieces.size()));
  }

  uint32_t parts() const { return static_cast<uint32_t>(part_begins.size() - 1); }

 private:
  void add_use(const device::DeepUse& use, std::optional<uint32_t>& number) {
    const auto scale = read_element<M>(use.scale);
    if (!number) {
      number = static_cast<uint32_t>(points.size());
      points.push_back(use.point);
      values.push_back({*number, {}});
    }
    uint32_t* const value = values[*number].factor;
    write_element(read_element<M>(value) + scale * read_element<M>(use.value), value);
    uses.push_back({*number, {}});
    write_element(scale, uses.back().factor);
  }

  // Cut where a part is full.
  void add_pieces(const Matrix& matrix, uint32_t first_use, uint32_t count) {
    const auto columns = static_cast<uint32_t>(matrix.columns);
    for (uint32_t first = 0; first < columns;) {
      const uint32_t taken = std::min(columns - first, part_columns_ - filled_);
      pieces.push_back({matrix.words() + first * matrix.rows, taken, first, first_use, count});
      first += taken;
      filled_ += taken;
      if (filled_ < part_columns_) continue;
      part_begins.push_back(static_cast<uint32_t>(pieces.size()));
      filled_ = 0;
    }
  }

  uint32_t part_columns_ = 0;
  uint32_t filled_ = 0;  // columns of the part under way
};

template <class M>
void deep(Segment& segment, const device::DeepPlan& plan,
          const std::vector<std::shared_ptr<const Matrix>>& matrices) {
  using F = typename M::Base;
  constexpr size_t d = M::kDegree;
  const uint64_t rows = plan.op.rows;
  const RowTiles tiles{rows};
  const DeepTables<M> made(plan, matrices, tiles);
  const uint32_t parts = made.parts();
  const auto points = static_cast<uint32_t>(made.points.size());
  Tables tables;
  const size_t pieces = tables.add(made.pieces);
  const size_t part_begins = tables.add(made.part_begins);
  const size_t uses = tables.add(made.uses);
  const size_t values = tables.add(made.values);
  const size_t powers = tables.add(element_powers(plan.extension, plan.alpha, plan.widest));

  const auto output = segment.new_matrix(plan.field, rows, d, "deep.output");
  const size_t inverse_words = std::max<size_t>(points * output->word_count(), 1);
  const size_t part_words = parts == 1 ? 1 : parts * output->word_count();
  const Scratch inverses = segment.scratch(inverse_words * sizeof(uint32_t), "deep.points");
  const Scratch part_sums = segment.scratch(part_words * sizeof(uint32_t), "deep.output");
  const Scratch device_tables = segment.scratch(tables.size(), "deep.terms");
  segment.create(plan.op.output, output, "deep.output");

  segment.copy_to_device(device_tables.words(), tables.data(), tables.size());
  const auto coset = CosetSteps<F>::make(plan.log_rows, plan.op.shift, true);
  for (uint32_t z = 0; z < points; ++z)
    launch_each(
        segment.stream(),
        CosetInverses<M, false>{coset, point_inverter(read_element<M>(plan.points + made.points[z] * d)),
                                inverses.words() + z * output->word_count()},
        CosetInverses<M, false>::count(plan.log_rows));

  const char* const at = device_tables.as<const char>();
  using Kernel = DeepQuotient<M>;
  launch_blocks(
      segment.stream(),
      Kernel{reinterpret_cast<const DeepPiece*>(at + pieces),
             reinterpret_cast<const uint32_t*>(at + part_begins),
             reinterpret_cast<const DeepUse<M>*>(at + uses), reinterpret_cast<const DeepUse<M>*>(at + values),
             reinterpret_cast<const uint32_t*>(at + powers), inverses.words(),
             parts == 1 ? output->words() : part_sums.words(), tiles, tiles.count(), points},
      {parts * tiles.count(), Kernel::kThreads, Kernel::kSharedBytes});
  if (parts > 1)
    launch_each(segment.stream(),
                AddParts<F>{part_sums.words(), output->words(), parts, output->word_count()},
                output->word_count());
}

}  // namespace

void run_deep(const SyOpHeader& header, Segment& segment) {
  std::vector<std::shared_ptr<const Matrix>> matrices;
  const device::DeepPlan plan = device::read_deep(header, [&](uint32_t handle) -> device::MatrixShape {
    matrices.push_back(segment.matrix(handle, "deep.terms"));
    return *matrices.back();
  });
  with_extension(plan.extension, [&]<class M>(M) { deep<M>(segment, plan, matrices); });
}

}  // namespace switchyard::cuda
