#include "cuda/kernels/evaluate.h"

#include <algorithm>
#include <vector>

#include "cuda/kernels/coset_inverses.h"
#include "cuda/launch/launch.h"
#include "cuda/ops/ops.h"
#include "device/kit/opening_checks.h"
#include "math/extension_dispatch.h"

namespace switchyard::cuda {
namespace {

// What Lagrange's formula has in front of its sum: ((z / shift)^n - 1) / n; cpu/opening.h has the formula.
template <class M>
Extension<M> barycentric_scale(const Extension<M>& z, const device::EvaluatePlan& plan) {
  using E = Element<typename M::Base>;
  Extension<M> scale = power(z * inverse(E{plan.op.shift}), plan.op.rows) - Extension<M>::one();
  for (int k = 0; k < plan.log_rows; ++k) scale = scale * halve(E::one());
  return scale;
}

template <class M>
void evaluate(Segment& segment, const Matrix& matrix, const device::EvaluatePlan& plan) {
  using F = typename M::Base;
  constexpr size_t d = M::kDegree;
  const uint64_t rows = plan.op.rows;
  const uint32_t points = plan.op.points;
  const auto columns = static_cast<uint32_t>(matrix.columns);
  const auto shape = EvaluateShape::of(rows, columns);
  const uint32_t at_a_time = std::min<uint32_t>(points, kMostEvaluateVectors);
  const size_t part = shape.chunks * d * columns;  // words of a point's partial sums
  const size_t result_words = points * d * columns;
  const Scratch weights = segment.scratch(at_a_time * rows * d * sizeof(uint32_t), "evaluate.rows");
  const Scratch partials = segment.scratch(points * part * sizeof(uint32_t), "evaluate.points");
  const Scratch scales = segment.scratch(points * d * sizeof(uint32_t), "evaluate.points");
  const Scratch results = segment.scratch(result_words * sizeof(uint32_t), "evaluate.points");

  std::vector<uint32_t> scale_words(points * d);
  for (uint32_t i = 0; i < points; ++i)
    write_element(barycentric_scale(read_element<M>(plan.points + i * d), plan), scale_words.data() + i * d);
  segment.copy_to_device(scales.words(), scale_words.data(), scale_words.size() * sizeof(uint32_t));

  const auto coset = CosetSteps<F>::make(plan.log_rows, plan.op.shift, plan.op.order == SY_BIT_REVERSED);
  const auto sum_columns = [&]<int vectors>(uint32_t first) {
    using Kernel = EvaluateColumns<M, vectors>;
    for (uint32_t v = 0; v < vectors; ++v)
      launch_each(
          segment.stream(),
          CosetInverses<M, true>{coset, point_inverter(read_element<M>(plan.points + (first + v) * d)),
                                 weights.words() + v * rows * d},
          CosetInverses<M, true>::count(plan.log_rows));
    launch_blocks(segment.stream(),
                  Kernel{matrix.view(), weights.words(), partials.words() + first * part, shape},
                  {uint64_t{shape.chunks} * shape.groups, Kernel::kThreads, Kernel::kSharedBytes});
  };
  for (uint32_t first = 0; first < points; first += at_a_time) {
    segment.check_cancelled();
    if (points - first >= 2)
      sum_columns.template operator()<2>(first);
    else
      sum_columns.template operator()<1>(first);
  }

  using Finish = FinishEvaluate<M>;
  const uint32_t groups = (columns + Finish::kBlockColumns - 1) / Finish::kBlockColumns;
  launch_blocks(segment.stream(),
                Finish{partials.words(), results.words(), shape.chunks, columns, groups, scales.words()},
                {uint64_t{points} * groups, Finish::kThreads, Finish::kSharedBytes});
  segment.append_results(results.words(), result_words);
}

}  // namespace

void run_evaluate(const SyOpHeader& header, Segment& segment) {
  const SyEvaluate& op = device::read_evaluate(header);
  const auto matrix = segment.matrix(op.input, "evaluate.input");
  const device::EvaluatePlan plan = device::check_evaluate(op, *matrix);
  with_extension(plan.extension, [&]<class M>(M) { evaluate<M>(segment, *matrix, plan); });
}

}  // namespace switchyard::cuda
