#include "cpu/kernels/linear_kernels.h"

#include "cpu/kernels/linear_parts.h"

namespace switchyard::cpu::SY_ISA {
namespace {

template <class M>
constexpr ExtensionLinearKernels linear_kernels() {
  using Matrix = MatrixKernels<M>;
  using Opening = OpeningKernels<M>;
  return {Matrix::packed_weights,        Matrix::pack_weights,
          Matrix::combine_columns,       Matrix::row_sums,
          Matrix::combine_rows,          Matrix::finish_rows,
          Opening::invert_differences,   Opening::scale_by_points,
          Opening::accumulate_quotients, Opening::fold_pairs};
}

}  // namespace

constinit const LinearKernels kLinearKernels[kFields] = {
    {{linear_kernels<KoalaBear4>(), linear_kernels<KoalaBear5>()}},
    {{linear_kernels<BabyBear4>(), {}}},
};

}  // namespace switchyard::cpu::SY_ISA
