// Spoils what an op has made, by one element that could be one.
#pragma once

#include "cpu/backend/ops.h"
#include "device/backend.h"

namespace switchyard::faulty {

void make_wrong(const SyOpHeader& op, const cpu::OpEnvironment& environment);

}  // namespace switchyard::faulty
