// Checks of op arguments that are the same on every device, each a Fault that names the argument where it
// fails.
#pragma once

#include <cstdint>

#include "device/kit/engine.h"
#include "device/kit/fault.h"
#include "device/kit/matrix_shape.h"
#include "math/extension_id.h"
#include "math/field_id.h"

namespace switchyard::device {

// Bounds of every matrix; what the transforms allow is less.
inline constexpr uint64_t kMaxRows = uint64_t{1} << 27;
inline constexpr uint64_t kMaxColumns = uint64_t{1} << 16;

void check_shape(uint64_t rows, uint64_t columns, const char* argument);

FieldId check_field(uint32_t field, const char* argument);

// The extension, which must be one of the matrix's field.
ExtensionId check_extension(uint32_t extension, FieldId field, const char* argument);

// log2 of a number that must be a power of two.
int check_power_of_two(uint64_t value, const char* argument);

// A Montgomery word that must be below the field's prime.
void check_word(uint32_t word, FieldId field, const char* argument);
void check_words(const uint32_t* words, uint64_t count, FieldId field, const char* argument);

// Throws Fault(SY_MEMORY), with the figures.
[[noreturn]] void refuse_memory(uint64_t bytes, const MemoryFigures& memory, const char* argument);

}  // namespace switchyard::device
