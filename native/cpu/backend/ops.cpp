#include "cpu/backend/ops.h"

namespace switchyard::cpu {

void run_op(const SyOpHeader& header, const OpEnvironment& environment) {
  switch (header.kind) {
    case SY_OP_UPLOAD:
      return run_upload(header, environment);
    case SY_OP_DOWNLOAD:
      return run_download(header, environment);
    case SY_OP_FREE:
      return run_free(header, environment);
    case SY_OP_RANDOM:
      return run_random(header, environment);
    case SY_OP_ELEMENTWISE:
      return run_elementwise(header, environment);
    case SY_OP_PERMUTE:
      return run_permute(header, environment);
    case SY_OP_DFT:
      return run_dft(header, environment);
    case SY_OP_LDE:
      return run_lde(header, environment);
    case SY_OP_COMMIT:
      return run_commit(header, environment);
    case SY_OP_OPEN:
      return run_open(header, environment);
    case SY_OP_EVALUATE:
      return run_evaluate(header, environment);
    case SY_OP_COMBINE:
      return run_combine(header, environment);
    case SY_OP_PROBE:
      return run_probe(header, environment);
    case SY_OP_RESHAPE:
      return run_reshape(header, environment);
    case SY_OP_DEEP:
      return run_deep(header, environment);
    case SY_OP_FOLD:
      return run_fold(header, environment);
    case SY_OP_QUOTIENT:
      return run_quotient(header, environment);
    case SY_OP_GRIND:
      return run_grind(header, environment);
    case SY_OP_FILL:
      return run_fill(header, environment);
    case SY_OP_PERMUTATION:
      return run_permutation(header, environment);
    default:
      throw Fault(SY_UNSUPPORTED, "op.kind", "there is no op of kind %u", header.kind);
  }
}

}  // namespace switchyard::cpu
