#include "cuda/kernels/fold.h"

#include "cuda/launch/launch.h"
#include "cuda/ops/ops.h"
#include "device/kit/opening_checks.h"
#include "math/extension_dispatch.h"

namespace switchyard::cuda {
namespace {

static_assert(kMostFolds == device::kMostLogArity);

template <class M>
Fold<M> fold_kernel(const device::FoldPlan& plan) {
  using E = Element<typename M::Base>;
  Fold<M> kernel{};
  kernel.log_rows = plan.log_rows;
  kernel.log_arity = plan.log_arity;
  kernel.points = PairPoints<typename M::Base>::make(plan.log_rows);
  Extension<M> beta = read_element<M>(plan.beta);
  for (int i = 0; i < plan.log_arity; ++i) {
    kernel.half_beta[i] = beta * halve(E::one());
    beta = square(beta);
  }
  kernel.addend_scale = beta;
  return kernel;
}

}  // namespace

void run_fold(const SyOpHeader& header, Segment& segment) {
  const SyFold& op = device::read_fold(header);
  const auto input = segment.matrix(op.input, "fold.input");
  const device::FoldPlan plan = device::check_fold(op, *input);
  const device::MatrixShape shape{input->field, input->rows >> plan.log_arity, input->columns};
  std::shared_ptr<const Matrix> addend;
  if (op.addend != SY_NO_HANDLE) {
    addend = segment.matrix(op.addend, "fold.addend");
    device::check_addend(*addend, shape);
  }
  const auto output = segment.new_matrix(shape, "fold.output");
  segment.create(op.output, output, "fold.output");
  with_extension(plan.extension, [&]<class M>(M) {
    Fold<M> kernel = fold_kernel<M>(plan);
    kernel.input = input->words();
    kernel.output = output->words();
    kernel.addend = addend ? addend->words() : nullptr;
    launch_blocks(segment.stream(), kernel,
                  {input->rows >> Fold<M>::log_tile_rows(plan.log_rows), Fold<M>::kThreads,
                   Fold<M>::shared_bytes(plan.log_arity)});
  });
}

}  // namespace switchyard::cuda
