// The device half of SyBackend, which is the same for every backend: all but finding and opening devices.
#pragma once

#include <exception>
#include <memory>
#include <new>
#include <utility>

#include "device/backend.h"
#include "device/kit/engine.h"
#include "device/kit/fault.h"
#include "device/kit/segment_runner.h"

// What the C interface calls a device.
struct SyDevice {
  SyDevice(std::unique_ptr<switchyard::device::Engine> its_engine, uint32_t queues)
      : engine(std::move(its_engine)), runner(*engine, queues) {}

  const std::unique_ptr<switchyard::device::Engine> engine;
  switchyard::device::SegmentRunner runner;  // ends before the engine
};

namespace switchyard::device {

// Runs body and turns what it throws into an error record.
template <class Body>
uint32_t guarded(SyError* error, Body&& body) {
  try {
    body();
    *error = SyError{SY_OK, SY_NO_OP, "", ""};
  } catch (const Fault& fault) {
    *error = fault.error();
  } catch (const std::bad_alloc&) {
    *error = Fault(SY_MEMORY, "", "the process is out of memory").error();
  } catch (const std::exception& other) {
    *error = Fault(SY_DEVICE, "", "%s", other.what()).error();
  }
  return error->code;
}

// The number of queues that the options ask for. Throws Fault(SY_ARGUMENT).
uint32_t queues_of(const SyOpenOptions& options);

// Members of SyBackend.
void close(SyDevice* device);
uint32_t submit(SyDevice* device, uint32_t queue, const SySegment* segment, SyDone done, void* user,
                uint64_t* ticket, SyError* error);
void cancel(SyDevice* device, uint64_t ticket);
void state(SyDevice* device, SyDeviceState* out);

}  // namespace switchyard::device
