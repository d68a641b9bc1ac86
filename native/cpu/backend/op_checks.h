// Memory and statuses of ops as Faults, beside the checks that every device has in common.
#pragma once

#include <cstdint>
#include <memory>

#include "cpu/backend/ops.h"
#include "device/kit/op_checks.h"
#include "device/kit/op_reader.h"

namespace switchyard::cpu {

using device::check_extension;
using device::check_field;
using device::check_power_of_two;
using device::check_word;
using device::check_words;
using device::read_op;
using device::trailing_words;

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
