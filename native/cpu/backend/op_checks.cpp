#include "cpu/backend/op_checks.h"

namespace switchyard::cpu {
namespace {

using device::check_shape;

[[noreturn]] void refuse_memory(uint64_t words, const MemoryPool& memory, const char* argument) {
  device::refuse_memory(words * sizeof(uint32_t), figures_of(memory), argument);
}

}  // namespace

std::shared_ptr<Matrix> new_matrix(const OpEnvironment& environment, FieldId field, uint64_t rows,
                                   uint64_t columns, const char* argument) {
  check_shape(rows, columns, argument);
  MemoryPool& memory = environment.context.memory;
  auto buffer = std::make_shared<Buffer>(Buffer::allocate(memory, rows * columns));
  if (!*buffer) refuse_memory(rows * columns, memory, argument);
  return std::make_shared<Matrix>(Matrix{{field, rows, columns}, std::move(buffer)});
}

std::shared_ptr<Matrix> grow_matrix(const OpEnvironment& environment, const Matrix& matrix, uint64_t rows,
                                    const char* argument) {
  check_shape(rows, matrix.columns, argument);
  if (!matrix.buffer->grow(rows * matrix.columns))
    refuse_memory((rows - matrix.rows) * matrix.columns, environment.context.memory, argument);
  return std::make_shared<Matrix>(Matrix{{matrix.field, rows, matrix.columns}, matrix.buffer});
}

void check_status(Status status, const OpEnvironment& environment) {
  const MemoryPool& memory = environment.context.memory;
  switch (status) {
    case Status::kOk:
      return;
    case Status::kCancelled:
      throw Fault(SY_CANCELLED, "", "the segment was cancelled");
    case Status::kZeroDenominator:
      throw Fault(SY_ARGUMENT, "", "a denominator is zero");
    case Status::kOutOfMemory:
      throw Fault(SY_MEMORY, "", "working memory does not fit: %zu of the budget of %zu bytes are in use",
                  memory.used(), memory.limit());
  }
}

}  // namespace switchyard::cpu
