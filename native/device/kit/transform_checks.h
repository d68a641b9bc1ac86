// Reads and checks the transforms: dft and lde. Each function throws Fault(SY_ARGUMENT), before anything is
// done.
#pragma once

#include "device/kit/op_checks.h"

namespace switchyard::device {

// Columns of a transformed matrix.
inline constexpr uint64_t kMaxTransformColumns = 4096;

const SyDft& read_dft(const SyOpHeader& header);
// Returns log2 of the rows.
int check_dft(const SyDft& op, const MatrixShape& input);

const SyLde& read_lde(const SyOpHeader& header);
// Returns log2 of the input's rows.
int check_lde(const SyLde& op, const MatrixShape& input);

}  // namespace switchyard::device
