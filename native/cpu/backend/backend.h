// The CPU backend behind the C interface of device/backend.h.
#pragma once

#include "device/backend.h"

namespace switchyard::cpu {

// A SyBackendEntry.
const SyBackend* backend(uint32_t abi_version);

}  // namespace switchyard::cpu
