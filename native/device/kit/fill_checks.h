// Reads and checks the op that fills tables. Each function throws Fault(SY_ARGUMENT), before anything is
// done.
#pragma once

#include <cstddef>
#include <cstdint>

#include "device/kit/op_checks.h"

namespace switchyard::device {

const SyFill& read_fill(const SyOpHeader& header);

// The table of `input`'s states.
MatrixShape check_fill(const SyFill& op, const MatrixShape& input);

}  // namespace switchyard::device
