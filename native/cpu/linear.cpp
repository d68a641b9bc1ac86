#include "cpu/linear.h"

#include <algorithm>

#include "cpu/ranges.h"

namespace switchyard::cpu {
namespace {

// Rows of one task of combine_columns: about this many words of the matrix.
constexpr size_t kTaskWords = size_t{1} << 18;
// Tasks of combine_rows for each thread, so that a slow one can be made up for. Every task has its own sums.
constexpr size_t kTasksPerThread = 4;
constexpr size_t kLeastTaskRows = 64;

}  // namespace

Status combine_columns(const Context& context, ExtensionId extension, const MatrixView& matrix,
                       const uint32_t* weights, bool accumulate, uint32_t* out) {
  const ExtensionLinearKernels& kernels =
      context.linear(base_field(extension)).extension[degree_index(extension)];
  const size_t d = extension_degree(extension);
  const size_t columns = matrix.columns;
  Buffer packed = Buffer::allocate(context.memory, std::max<size_t>(kernels.packed_weights(columns), 1));
  if (!packed) return Status::kOutOfMemory;
  kernels.pack_weights(weights, columns, packed.data());
  const size_t task_rows = std::max<size_t>(kTaskWords / std::max<size_t>(columns, 1) / 16 * 16, 16);
  return parallel_ranges(context, matrix.rows, task_rows, [&](size_t begin, size_t end) {
    kernels.combine_columns(matrix.words + begin * columns, end - begin, columns, packed.data(), accumulate,
                            out + begin * d);
  });
}

Status combine_rows(const Context& context, ExtensionId extension, const MatrixView& matrix,
                    const uint32_t* const* vectors, int count, uint32_t* const* out) {
  const ExtensionLinearKernels& kernels =
      context.linear(base_field(extension)).extension[degree_index(extension)];
  const FieldKernels& field = context.field(base_field(extension));
  const size_t d = extension_degree(extension);
  const size_t columns = matrix.columns;
  if (columns == 0 || count == 0) return Status::kOk;
  for (int v = 0; v < count; ++v) std::fill_n(out[v], columns * d, 0u);
  if (matrix.rows == 0) return Status::kOk;

  const size_t wanted = static_cast<size_t>(std::max(context.threads, 1)) * kTasksPerThread;
  const size_t task_rows = std::max((matrix.rows + wanted - 1) / wanted, kLeastTaskRows);
  const size_t tasks = (matrix.rows + task_rows - 1) / task_rows;
  // For each task: its sums, as 64-bit words, and then each vector's result. Whole cache lines, so that no
  // two tasks share one.
  const size_t sums = kernels.row_sums(columns);
  const size_t result = columns * d;
  const size_t task_words = (count * (2 * sums + result) + 15) / 16 * 16;
  Buffer buffer = Buffer::allocate(context.memory, tasks * task_words);
  if (!buffer) return Status::kOutOfMemory;
  const auto sums_of = [&](size_t task) { return buffer.data() + task * task_words; };
  const auto results_of = [&](size_t task) { return sums_of(task) + count * 2 * sums; };

  const Status status = parallel_ranges(context, matrix.rows, task_rows, [&](size_t begin, size_t end) {
    const size_t task = begin / task_rows;
    const uint32_t* from[kMostRowVectors];
    for (int v = 0; v < count; ++v) from[v] = vectors[v] + begin * d;
    uint64_t* const task_sums = reinterpret_cast<uint64_t*>(sums_of(task));
    kernels.combine_rows(matrix.words + begin * columns, end - begin, columns, from, count, task_sums);
    for (int v = 0; v < count; ++v)
      kernels.finish_rows(task_sums + v * sums, columns, results_of(task) + v * result);
  });
  if (status != Status::kOk) return status;
  for (size_t task = 0; task < tasks; ++task)
    for (int v = 0; v < count; ++v) field.add(out[v], results_of(task) + v * result, out[v], result);
  return Status::kOk;
}

}  // namespace switchyard::cpu
