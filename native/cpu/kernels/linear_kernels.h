// Linear kernels of a STARK prover: base-field matrices times extension vectors, and the arithmetic of
// openings.
//
// Matrices are row-major and dense, in Montgomery words below p. Extension elements are d interleaved words,
// c0 first. All kernels are single-threaded and work on the part of the data that they are given.
#pragma once

#include <cstddef>
#include <cstdint>

#include "math/extension_id.h"
#include "math/point_inverter.h"

namespace switchyard::cpu {

// Points of a coset are made in blocks of at most this many: x = factor * table[i].
inline constexpr size_t kPointBlock = 4096;

// Kernels for one extension of the field.
struct ExtensionLinearKernels {
  // The layout of weights that combine_columns reads, `packed_weights(columns)` words.
  size_t (*packed_weights)(size_t columns);
  void (*pack_weights)(const uint32_t* weights, size_t columns, uint32_t* packed);
  // out[r] (+)= sum_c weights[c] * matrix[r][c] for r < rows.
  void (*combine_columns)(const uint32_t* matrix, size_t rows, size_t columns, const uint32_t* packed,
                          bool accumulate, uint32_t* out);

  // sums[v] += sum_r vectors[v][r] * matrix[r][.] for v < count, in a layout of `row_sums(columns)` 64-bit
  // words for each vector; zeros are zero sums. Words are prefetched past the last row, but not read.
  size_t (*row_sums)(size_t columns);
  void (*combine_rows)(const uint32_t* matrix, size_t rows, size_t columns, const uint32_t* const* vectors,
                       int count, uint64_t* sums);
  // out[c] = the sum for column c.
  void (*finish_rows)(const uint64_t* sums, size_t columns, uint32_t* out);

  // out[i] = 1/(z - x_i), or x_i/(z - x_i), for x_i = factor * table[i], i < count <= kPointBlock; 0 where
  // z = x_i.
  void (*invert_differences)(const PointInverter& inverter, const uint32_t* table, uint32_t factor,
                             size_t count, bool times_point, uint32_t* out);
  // out[i] = x_i * in[i].
  void (*scale_by_points)(const uint32_t* table, uint32_t factor, size_t count, const uint32_t* in,
                          uint32_t* out);
  // out[i] += scale * (value - reduced[i]) * inverses[i].
  void (*accumulate_quotients)(const uint32_t* value, const uint32_t* scale, const uint32_t* reduced,
                               const uint32_t* inverses, size_t count, uint32_t* out);
  // out[j] = (in[2j] + in[2j+1]) / 2 + factor * table[j] * (in[2j] - in[2j+1]), factor an extension element.
  // out may be in.
  void (*fold_pairs)(const uint32_t* in, const uint32_t* table, const uint32_t* factor, size_t pairs,
                     uint32_t* out);
};

struct LinearKernels {
  ExtensionLinearKernels extension[kExtensionDegrees];
};

namespace avx512 {
extern const LinearKernels kLinearKernels[kFields];
}  // namespace avx512
namespace avx2 {
extern const LinearKernels kLinearKernels[kFields];
}  // namespace avx2
namespace neon {
extern const LinearKernels kLinearKernels[kFields];
}  // namespace neon
namespace scalar {
extern const LinearKernels kLinearKernels[kFields];
}  // namespace scalar

}  // namespace switchyard::cpu
