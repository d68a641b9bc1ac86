#include "device/kit/data_checks.h"
#include "device/kit/fault.h"
#include "xrt/ops.h"
#include "xrt/segment.h"

namespace switchyard::xrt_cards {

void run_probe(const SyOpHeader& header, Segment& segment) {
  const device::ProbePlan plan = device::read_probe(header);
  if (plan.what != SY_PROBE_LAUNCH)
    throw device::Fault(SY_UNSUPPORTED, "probe.what", "FPGA cards do no arithmetic but their kernels'");
  for (uint32_t i = 0; i < plan.amount; ++i) {
    segment.check_cancelled();
    segment.card.run_empty();
  }
}

}  // namespace switchyard::xrt_cards
