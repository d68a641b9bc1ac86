// Proof of work: finding the field element whose observation makes a transcript sample zero bits.
#pragma once

#include <optional>

#include "cpu/context.h"
#include "device/kit/grind_problem.h"

namespace switchyard::cpu {

using device::GrindProblem;

// Finds the smallest witness, a canonical element; 0 without work for 0 bits. Nothing where no element of the
// field is one. The result does not depend on the number of threads. kCancelled leaves `witness` alone.
[[nodiscard]] Status grind(const Context& context, const GrindProblem& problem,
                           std::optional<uint32_t>& witness);

}  // namespace switchyard::cpu
