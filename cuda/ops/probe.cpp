#include "cuda/kernels/probe.h"

#include <algorithm>

#include "cuda/launch/launch.h"
#include "cuda/ops/ops.h"
#include "device/kit/data_checks.h"
#include "math/field_dispatch.h"

namespace switchyard::cuda {
namespace {

constexpr size_t kMiB = size_t{1} << 20;

// What is copied again and again: beyond any card's cache.
constexpr size_t kCopiedMiB = 256;

// Work of one launch, in units of 2^20 operations: between launches the segment can be cancelled.
constexpr uint32_t kMostAmount = 1 << 14;

void probe_copy(uint32_t mebibytes, Segment& segment) {
  const Scratch source = segment.scratch(kCopiedMiB * kMiB, "probe.amount");
  const Scratch target = segment.scratch(kCopiedMiB * kMiB, "probe.amount");
  segment.stream().fill(source.words(), 1, kCopiedMiB * kMiB);
  for (size_t left = mebibytes; left > 0; left -= std::min(left, kCopiedMiB)) {
    segment.check_cancelled();
    segment.stream().copy_on_device(target.words(), source.words(), std::min(left, kCopiedMiB) * kMiB);
  }
}

// Each of the 2^12 * amount indices does `operations` at a time, `rounds` times.
template <class Kernel>
void probe_registers(uint32_t amount, uint32_t operations, Segment& segment) {
  constexpr uint32_t kIndicesPerUnit = 1 << 12;
  const uint32_t rounds = (static_cast<uint32_t>(kMiB) / kIndicesPerUnit + operations - 1) / operations;
  const Scratch sink = segment.scratch(sizeof(uint32_t), "probe.amount");
  for (uint32_t done = 0; done < amount;) {
    segment.check_cancelled();
    const uint32_t units = std::min(amount - done, kMostAmount);
    launch_each(segment.stream(), Kernel{rounds, sink.words()}, uint64_t{units} * kIndicesPerUnit);
    done += units;
  }
}

// Kernels that find nothing to do.
void probe_launch(uint32_t amount, Segment& segment) {
  const Scratch sink = segment.scratch(sizeof(uint32_t), "probe.amount");
  for (uint32_t i = 0; i < amount; ++i) {
    segment.check_cancelled();
    launch_each(segment.stream(), ProbeLogic{0, sink.words()}, 1);
  }
}

}  // namespace

void run_probe(const SyOpHeader& header, Segment& segment) {
  const device::ProbePlan plan = device::read_probe(header);
  if (plan.what == SY_PROBE_LAUNCH) return probe_launch(plan.amount, segment);
  if (plan.what == SY_PROBE_COPY) return probe_copy(plan.amount, segment);
  if (plan.what == SY_PROBE_LOGIC) return probe_registers<ProbeLogic>(plan.amount, 3 * kProbeChains, segment);
  with_field(plan.field,
             [&]<class F>(F) { probe_registers<ProbeMultiply<F>>(plan.amount, kProbeChains, segment); });
}

}  // namespace switchyard::cuda
