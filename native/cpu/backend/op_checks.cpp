#include "cpu/backend/op_checks.h"

#include "cpu/field_prime.h"

namespace switchyard::cpu {
namespace {

void check_shape(uint64_t rows, uint64_t columns, const char* argument) {
  if (rows == 0 || rows > kMaxRows || columns == 0 || columns > kMaxColumns)
    throw Fault(SY_ARGUMENT, argument, "a matrix has 1 to 2^27 rows and 1 to 2^16 columns, not %llu x %llu",
                static_cast<unsigned long long>(rows), static_cast<unsigned long long>(columns));
}

[[noreturn]] void refuse_memory(uint64_t words, const MemoryPool& memory, const char* argument) {
  throw Fault(SY_MEMORY, argument, "%llu bytes are needed, %zu of the budget of %zu are in use",
              static_cast<unsigned long long>(words * sizeof(uint32_t)), memory.used(), memory.limit());
}

}  // namespace

FieldId check_field(uint32_t field, const char* argument) {
  if (field >= static_cast<uint32_t>(kFields))
    throw Fault(SY_ARGUMENT, argument, "there is no field %u", field);
  return static_cast<FieldId>(field);
}

ExtensionId check_extension(uint32_t extension, FieldId field, const char* argument) {
  const bool fits = field == FieldId::kKoalaBear ? extension == SY_KOALABEAR_4 || extension == SY_KOALABEAR_5
                                                 : extension == SY_BABYBEAR_4;
  if (!fits) throw Fault(SY_ARGUMENT, argument, "extension %u is none of the matrix's field", extension);
  return static_cast<ExtensionId>(extension);
}

int check_power_of_two(uint64_t value, const char* argument) {
  if (value == 0 || (value & (value - 1)) != 0)
    throw Fault(SY_ARGUMENT, argument, "%llu is no power of two", static_cast<unsigned long long>(value));
  return __builtin_ctzll(value);
}

void check_word(uint32_t word, FieldId field, const char* argument) {
  if (word >= prime_of(field))
    throw Fault(SY_ARGUMENT, argument, "%u is no field element: it is not below %u", word, prime_of(field));
}

void check_words(const uint32_t* words, uint64_t count, FieldId field, const char* argument) {
  for (uint64_t i = 0; i < count; ++i) check_word(words[i], field, argument);
}

std::shared_ptr<Matrix> new_matrix(const OpEnvironment& environment, FieldId field, uint64_t rows,
                                   uint64_t columns, const char* argument) {
  check_shape(rows, columns, argument);
  MemoryPool& memory = environment.context.memory;
  auto buffer = std::make_shared<Buffer>(Buffer::allocate(memory, rows * columns));
  if (!*buffer) refuse_memory(rows * columns, memory, argument);
  return std::make_shared<Matrix>(Matrix{field, rows, columns, std::move(buffer)});
}

std::shared_ptr<Matrix> grow_matrix(const OpEnvironment& environment, const Matrix& matrix, uint64_t rows,
                                    const char* argument) {
  check_shape(rows, matrix.columns, argument);
  if (!matrix.buffer->grow(rows * matrix.columns))
    refuse_memory((rows - matrix.rows) * matrix.columns, environment.context.memory, argument);
  return std::make_shared<Matrix>(Matrix{matrix.field, rows, matrix.columns, matrix.buffer});
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
