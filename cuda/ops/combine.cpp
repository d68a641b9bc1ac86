#include "cuda/kernels/combine.h"

#include "cuda/launch/launch.h"
#include "cuda/ops/ops.h"
#include "device/kit/opening_checks.h"
#include "math/extension_dispatch.h"

namespace switchyard::cuda {
namespace {

template <class M>
void combine(Segment& segment, const Matrix& input, const uint32_t* weights, uint32_t output_handle) {
  constexpr size_t d = M::kDegree;
  const auto columns = static_cast<uint32_t>(input.columns);
  const RowTiles tiles{input.rows};
  const uint32_t wanted_parts = tiles.parts(columns);
  const uint32_t part_columns = (columns + wanted_parts - 1) / wanted_parts;
  const uint32_t parts = (columns + part_columns - 1) / part_columns;
  const auto output = segment.new_matrix(input.field, input.rows, d, "combine.output");
  const size_t weight_bytes = columns * d * sizeof(uint32_t);
  const Scratch weight_words = segment.scratch(weight_bytes, "combine.weights");
  const size_t part_words = parts == 1 ? 1 : parts * output->word_count();
  const Scratch part_sums = segment.scratch(part_words * sizeof(uint32_t), "combine.output");
  segment.create(output_handle, output, "combine.output");

  segment.copy_to_device(weight_words.words(), weights, weight_bytes);
  using Kernel = CombineColumns<M>;
  launch_blocks(segment.stream(),
                Kernel{input.words(), weight_words.words(), parts == 1 ? output->words() : part_sums.words(),
                       tiles, tiles.count(), columns, part_columns},
                {parts * tiles.count(), Kernel::kThreads, Kernel::kSharedBytes});
  if (parts > 1)
    launch_each(segment.stream(),
                AddParts<typename M::Base>{part_sums.words(), output->words(), parts, output->word_count()},
                output->word_count());
}

}  // namespace

void run_combine(const SyOpHeader& header, Segment& segment) {
  const SyCombine& op = device::read_combine(header);
  const auto input = segment.matrix(op.input, "combine.input");
  const device::CombinePlan plan = device::check_combine(op, *input);
  with_extension(plan.extension, [&]<class M>(M) { combine<M>(segment, *input, plan.weights, op.output); });
}

}  // namespace switchyard::cuda
