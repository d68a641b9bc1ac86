#include "cuda/kernels/elementwise.h"
#include "cuda/launch/launch.h"
#include "cuda/ops/ops.h"
#include "device/kit/data_checks.h"
#include "device/kit/op_reader.h"
#include "math/field_dispatch.h"

namespace switchyard::cuda {

void run_free(const SyOpHeader& header, Segment& segment) {
  const auto& op = device::read_op<SyFree>(header, "free");
  const uint32_t* handles = device::trailing_words(op, op.count, "free.count");
  for (uint32_t i = 0; i < op.count; ++i) segment.free(handles[i], "free.handles");
}

void run_random(const SyOpHeader& header, Segment& segment) {
  const auto& op = device::read_op<SyRandom>(header, "random");
  const FieldId field = device::check_field(op.field, "random.field");
  const auto matrix = segment.new_matrix(field, op.rows, op.columns, "random.rows");
  segment.create(op.output, matrix, "random.output");
  with_field(field, [&]<class F>(F) {
    launch_each(segment.stream(),
                RandomWords<F>{matrix->view(), device::join_words(op.seed_low, op.seed_high)},
                matrix->word_count());
  });
}

void run_elementwise(const SyOpHeader& header, Segment& segment) {
  const SyElementwise& op = device::read_elementwise(header);
  const auto left = segment.matrix(op.left, "elementwise.left");
  const auto right = segment.matrix(op.right, "elementwise.right");
  device::check_elementwise(*left, *right);
  const auto output = segment.new_matrix(left->field, left->rows, left->columns, "elementwise.output");
  segment.create(op.output, output, "elementwise.output");
  with_field(left->field, [&]<class F>(F) {
    const auto apply = [&]<class Function>(Function) {
      launch_each(segment.stream(), Elementwise<F, Function>{left->words(), right->words(), output->words()},
                  output->word_count());
    };
    switch (op.function) {
      case SY_ADD:
        return apply(AddWords{});
      case SY_SUBTRACT:
        return apply(SubtractWords{});
      case SY_MULTIPLY:
        return apply(MultiplyWords{});
      default:
        return apply(InvertWords{});
    }
  });
}

// Columns of another length are other memory here, so that the output is a copy.
void run_reshape(const SyOpHeader& header, Segment& segment) {
  const SyReshape& op = device::read_reshape(header);
  const auto input = segment.matrix(op.input, "reshape.input");
  device::check_reshape(op, *input);
  const auto output = segment.new_matrix({input->field, op.rows, op.columns}, "reshape.output");
  segment.create(op.output, output, "reshape.output");
  launch_each(segment.stream(), Reshape{input->view(), output->view()}, output->word_count());
}

}  // namespace switchyard::cuda
