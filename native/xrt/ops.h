// The ops that a card does.
#pragma once

#include <cstdint>

#include "device/backend.h"

namespace switchyard::xrt_cards {

class Segment;

struct OpEntry {
  SyOpKind kind;
  // Checks the op and does it. Throws Fault where it cannot be done.
  void (*run)(const SyOpHeader& header, Segment& segment);
};

// Throws Fault(SY_UNSUPPORTED).
const OpEntry& find_op(uint32_t kind);

// SyDeviceInfo::ops.
uint64_t op_mask();

// transfer.cpp
void run_upload(const SyOpHeader& header, Segment& segment);
void run_download(const SyOpHeader& header, Segment& segment);
void run_free(const SyOpHeader& header, Segment& segment);
// probe.cpp, commit.cpp, open.cpp
void run_probe(const SyOpHeader& header, Segment& segment);
void run_commit(const SyOpHeader& header, Segment& segment);
void run_open(const SyOpHeader& header, Segment& segment);

}  // namespace switchyard::xrt_cards
