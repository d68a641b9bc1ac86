#include "device/kit/op_checks.h"

#include "math/field_prime.h"

namespace switchyard::device {

void check_shape(uint64_t rows, uint64_t columns, const char* argument) {
  if (rows == 0 || rows > kMaxRows || columns == 0 || columns > kMaxColumns)
    throw Fault(SY_ARGUMENT, argument, "a matrix has 1 to 2^27 rows and 1 to 2^16 columns, not %llu x %llu",
                static_cast<unsigned long long>(rows), static_cast<unsigned long long>(columns));
}

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

void refuse_memory(uint64_t bytes, const MemoryFigures& memory, const char* argument) {
  throw Fault(SY_MEMORY, argument, "%llu bytes are needed, %llu of the budget of %llu are in use",
              static_cast<unsigned long long>(bytes), static_cast<unsigned long long>(memory.used_bytes),
              static_cast<unsigned long long>(memory.budget_bytes));
}

}  // namespace switchyard::device
