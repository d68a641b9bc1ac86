// The ops that CUDA devices do.
#pragma once

#include <cstdint>

#include "device/backend.h"

namespace switchyard::cuda {

class Segment;

struct OpEntry {
  SyOpKind kind;
  const char* name;
  // Checks the op, takes the memory that it needs, and enqueues its work. Throws Fault where it cannot be
  // done.
  void (*run)(const SyOpHeader& header, Segment& segment);
};

// Throws Fault(SY_UNSUPPORTED).
const OpEntry& find_op(uint32_t kind);

// SyDeviceInfo::ops.
uint64_t op_mask();

}  // namespace switchyard::cuda
