#include "cuda/kernels/fill.h"

#include "cuda/launch/launch.h"
#include "cuda/ops/ops.h"
#include "device/kit/fill_checks.h"
#include "math/field_dispatch.h"

namespace switchyard::cuda {

void run_fill(const SyOpHeader& header, Segment& segment) {
  const SyFill& op = device::read_fill(header);
  const auto input = segment.matrix(op.input, "fill.input");
  const device::MatrixShape shape = device::check_fill(op, *input);
  const auto output = segment.new_matrix(shape.field, shape.rows, shape.columns, "fill.output");
  segment.create(op.output, output, "fill.output");
  if (op.table == SY_TABLE_COMPRESSION) {
    launch_each(segment.stream(), FillCompression{input->view(), output->view()}, output->rows);
    return;
  }
  with_field(shape.field, [&]<class F>(F) {
    if (op.table == SY_TABLE_KECCAK_F) {
      launch_each(segment.stream(), FillKeccak<F>{input->view(), output->view()}, output->rows);
    } else {
      const FillPoseidon2<F> kernel{input->view(), output->view()};
      launch_each(segment.stream(), kernel, kernel.count());
    }
  });
}

}  // namespace switchyard::cuda
