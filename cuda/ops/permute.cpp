#include "cuda/kernels/permute.h"

#include <algorithm>

#include "cuda/launch/launch.h"
#include "cuda/ops/ops.h"
#include "device/kit/data_checks.h"
#include "math/field_dispatch.h"

namespace switchyard::cuda {
namespace {

// Permutations of one launch, some tens of milliseconds on a full card: between launches the segment can be
// cancelled.
constexpr uint32_t kMostRepeats = 1024;

// Launches until every row has been permuted `repeat` times, from input to output and then in place.
template <class Kernel>
void launch_repeats(Segment& segment, const Matrix& input, const Matrix& output, uint32_t repeat) {
  ColumnMajor from = input.view();
  uint32_t done = 0;
  do {
    segment.check_cancelled();
    const uint32_t count = std::min(repeat - done, kMostRepeats);
    launch_each(segment.stream(), Kernel{from, output.view(), count}, output.rows);
    from = output.view();
    done += count;
  } while (done < repeat);
}

}  // namespace

void run_permute(const SyOpHeader& header, Segment& segment) {
  const SyPermute& op = device::read_permute(header);
  const auto input = segment.matrix(op.input, "permute.input");
  device::check_permute(op, *input);
  const auto output = segment.new_matrix(input->field, input->rows, input->columns, "permute.output");
  segment.create(op.output, output, "permute.output");
  if (op.permutation == SY_KECCAK_F)
    return launch_repeats<PermuteKeccak>(segment, *input, *output, op.repeat);
  with_field(input->field, [&]<class F>(F) {
    if (op.permutation == SY_POSEIDON2_16)
      launch_repeats<PermutePoseidon2<F, 16>>(segment, *input, *output, op.repeat);
    else
      launch_repeats<PermutePoseidon2<F, 24>>(segment, *input, *output, op.repeat);
  });
}

}  // namespace switchyard::cuda
