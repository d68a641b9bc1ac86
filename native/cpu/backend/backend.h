// The CPU backend behind the C interface of device/backend.h.
#pragma once

#include <memory>

#include "cpu/backend/op_hook.h"
#include "device/backend.h"

namespace switchyard::cpu {

// A SyBackendEntry.
const SyBackend* backend(uint32_t abi_version);

// Has a device of this backend tell of its ops. Before the first segment.
void set_op_hook(SyDevice& device, std::unique_ptr<OpHook> hook);

}  // namespace switchyard::cpu
