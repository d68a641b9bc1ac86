#include "xrt/ops.h"

#include "device/kit/fault.h"

namespace switchyard::xrt_cards {
namespace {

constexpr OpEntry kOps[] = {
    {SY_OP_UPLOAD, run_upload}, {SY_OP_DOWNLOAD, run_download}, {SY_OP_FREE, run_free},
    {SY_OP_COMMIT, run_commit}, {SY_OP_OPEN, run_open},         {SY_OP_PROBE, run_probe},
};

}  // namespace

const OpEntry& find_op(uint32_t kind) {
  for (const OpEntry& entry : kOps)
    if (entry.kind == kind) return entry;
  throw device::Fault(SY_UNSUPPORTED, "op.kind", "FPGA cards do no op of kind %u", kind);
}

uint64_t op_mask() {
  uint64_t mask = 0;
  for (const OpEntry& entry : kOps) mask |= uint64_t{1} << entry.kind;
  return mask;
}

}  // namespace switchyard::xrt_cards
