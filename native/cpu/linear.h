// Base-field matrices times extension vectors, over all threads.
//
// Words are in Montgomery form below p; extension elements are d interleaved words, c0 first.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu/context.h"
#include "cpu/matrix_view.h"
#include "math/extension_id.h"

namespace switchyard::cpu {

// out[r] = sum_c weights[c] * matrix[r][c], or out[r] += that: one element for each row, the reduced row of
// FRI batching. `weights` has matrix.columns elements, `out` matrix.rows.
[[nodiscard]] Status combine_columns(const Context& context, ExtensionId extension, const MatrixView& matrix,
                                     const uint32_t* weights, bool accumulate, uint32_t* out);

// Vectors that one pass of combine_rows can take.
inline constexpr int kMostRowVectors = 8;

// out[v][c] = sum_r vectors[v][r] * matrix[r][c] for v < count <= kMostRowVectors, in one pass over the
// matrix. Each vector has matrix.rows elements, each output matrix.columns.
[[nodiscard]] Status combine_rows(const Context& context, ExtensionId extension, const MatrixView& matrix,
                                  const uint32_t* const* vectors, int count, uint32_t* const* out);

}  // namespace switchyard::cpu
