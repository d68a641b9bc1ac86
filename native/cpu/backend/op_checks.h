// Checks of op arguments, each a Fault that names the argument where it fails.
#pragma once

#include <cstdint>
#include <memory>

#include "cpu/backend/fault.h"
#include "cpu/backend/ops.h"
#include "cpu/extension_id.h"

namespace switchyard::cpu {

// Bounds of every matrix; what the transforms allow is less.
inline constexpr uint64_t kMaxRows = uint64_t{1} << 27;
inline constexpr uint64_t kMaxColumns = uint64_t{1} << 16;

// Columns of a transformed matrix.
inline constexpr uint64_t kMaxTransformColumns = 4096;

FieldId check_field(uint32_t field, const char* argument);

// The extension, which must be one of the matrix's field.
ExtensionId check_extension(uint32_t extension, FieldId field, const char* argument);

// log2 of a number that must be a power of two.
int check_power_of_two(uint64_t value, const char* argument);

// A Montgomery word that must be below the field's prime.
void check_word(uint32_t word, FieldId field, const char* argument);
void check_words(const uint32_t* words, uint64_t count, FieldId field, const char* argument);

// A new matrix of undefined contents. Throws SY_ARGUMENT for a shape out of bounds and SY_MEMORY, with the
// figures, where the budget refuses.
std::shared_ptr<Matrix> new_matrix(const OpEnvironment& environment, FieldId field, uint64_t rows,
                                   uint64_t columns, const char* argument);

// A matrix of more rows in the memory of this one, which nobody else may have: its words are the first of the
// new one's, the rest is undefined. Throws as new_matrix() does, and then this one is as it was.
std::shared_ptr<Matrix> grow_matrix(const OpEnvironment& environment, const Matrix& matrix, uint64_t rows,
                                    const char* argument);

// Turns a status of an operation into a Fault, or returns.
void check_status(Status status, const OpEnvironment& environment);

}  // namespace switchyard::cpu
