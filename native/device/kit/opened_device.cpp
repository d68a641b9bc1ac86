#include "device/kit/opened_device.h"

namespace switchyard::device {
namespace {

constexpr uint32_t kMaxQueues = 64;

}  // namespace

uint32_t queues_of(const SyOpenOptions& options) {
  if (options.queues > kMaxQueues)
    throw Fault(SY_ARGUMENT, "queues", "at most %u queues, not %u", kMaxQueues, options.queues);
  return options.queues == 0 ? 1 : options.queues;
}

void close(SyDevice* device) { delete device; }

uint32_t submit(SyDevice* device, uint32_t queue, const SySegment* segment, SyDone done, void* user,
                uint64_t* ticket, SyError* error) {
  return guarded(error, [&] { *ticket = device->runner.submit(queue, *segment, done, user); });
}

void cancel(SyDevice* device, uint64_t ticket) { device->runner.cancel(ticket); }

void state(SyDevice* device, SyDeviceState* out) { *out = device->runner.state(); }

}  // namespace switchyard::device
