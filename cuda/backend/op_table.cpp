#include "cuda/backend/op_table.h"

#include "cuda/ops/ops.h"
#include "device/kit/fault.h"

namespace switchyard::cuda {
namespace {

constexpr OpEntry kOps[] = {
    {SY_OP_UPLOAD, "upload", run_upload},
    {SY_OP_DOWNLOAD, "download", run_download},
    {SY_OP_FREE, "free", run_free},
    {SY_OP_RANDOM, "random", run_random},
    {SY_OP_ELEMENTWISE, "elementwise", run_elementwise},
    {SY_OP_RESHAPE, "reshape", run_reshape},
    {SY_OP_PERMUTE, "permute", run_permute},
    {SY_OP_DFT, "dft", run_dft},
    {SY_OP_LDE, "lde", run_lde},
    {SY_OP_COMMIT, "commit", run_commit},
    {SY_OP_OPEN, "open", run_open},
    {SY_OP_PROBE, "probe", run_probe},
    {SY_OP_EVALUATE, "evaluate", run_evaluate},
    {SY_OP_COMBINE, "combine", run_combine},
    {SY_OP_DEEP, "deep", run_deep},
    {SY_OP_FOLD, "fold", run_fold},
    {SY_OP_GRIND, "grind", run_grind},
    {SY_OP_QUOTIENT, "quotient", run_quotient},
    {SY_OP_FILL, "fill", run_fill},
    {SY_OP_PERMUTATION, "permutation", run_permutation},
};

}  // namespace

const OpEntry& find_op(uint32_t kind) {
  for (const OpEntry& entry : kOps)
    if (entry.kind == kind) return entry;
  throw device::Fault(SY_UNSUPPORTED, "op.kind", "CUDA devices do no op of kind %u", kind);
}

uint64_t op_mask() {
  uint64_t mask = 0;
  for (const OpEntry& entry : kOps) mask |= uint64_t{1} << entry.kind;
  return mask;
}

}  // namespace switchyard::cuda
