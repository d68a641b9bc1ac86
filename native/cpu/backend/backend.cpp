#include "cpu/backend/backend.h"

#include <sched.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <string>
#include <utility>

#include "cpu/backend/device.h"
#include "cpu/backend/fault.h"
#include "cpu/backend/host_memory.h"
#include "cpu/isa.h"

struct SyDevice {
  switchyard::cpu::Device device;
};

namespace switchyard::cpu {
namespace {

constexpr uint32_t kMaxThreads = 1024;
constexpr uint32_t kMaxQueues = 64;

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

std::string isa_names() {
  std::string names;
  for (const Kernels* kernels : compiled_isas())
    if (is_supported(*kernels)) names += (names.empty() ? "" : ", ") + std::string(kernels->name);
  return names;
}

// By option, else by SWITCHYARD_CPU, else the best.
const Kernels& choose_isa(const SyOpenOptions& options) {
  const char* from_environment = std::getenv("SWITCHYARD_CPU");
  const bool by_option = options.path != nullptr && *options.path != '\0';
  const char* name = by_option ? options.path : from_environment;
  const Kernels* kernels = find_isa(name);
  if (kernels == nullptr)
    throw Fault(SY_ARGUMENT, by_option ? "path" : "SWITCHYARD_CPU",
                "'%s' is no instruction set of this machine; it has %s", name, isa_names().c_str());
  return *kernels;
}

uint32_t available_threads() {
  cpu_set_t allowed;
  return sched_getaffinity(0, sizeof(allowed), &allowed) == 0 ? static_cast<uint32_t>(CPU_COUNT(&allowed))
                                                              : 1;
}

uint32_t choose_threads(const SyOpenOptions& options) {
  if (options.threads > kMaxThreads)
    throw Fault(SY_ARGUMENT, "threads", "at most %u threads, not %u", kMaxThreads, options.threads);
  return options.threads == 0 ? available_threads() : options.threads;
}

uint32_t count(uint32_t* devices, SyError* error) {
  return guarded(error, [&] { *devices = 1; });
}

uint32_t info(uint32_t index, const SyOpenOptions* options, SyDeviceInfo* out, SyError* error) {
  return guarded(error, [&] {
    if (index != 0) throw Fault(SY_ARGUMENT, "index", "there is one CPU device, not %u", index + 1);
    *out = SyDeviceInfo{};
    std::snprintf(out->id, sizeof(out->id), "cpu0");
    const std::string model = processor_model();
    const Kernels& kernels = choose_isa(*options);
    std::snprintf(out->model, sizeof(out->model), "%s", model.c_str());
    std::snprintf(out->path, sizeof(out->path), "%s", kernels.name);
    out->threads = choose_threads(*options);
    out->memory_bytes = available_memory();
    out->numa_node = -1;
    for (uint32_t kind = SY_OP_UPLOAD; kind <= SY_OP_PERMUTATION; ++kind) out->ops |= uint64_t{1} << kind;
    std::snprintf(out->identity, sizeof(out->identity), "%.95s/%s/%u", model.c_str(), kernels.name,
                  out->threads);
  });
}

uint32_t open(uint32_t index, const SyOpenOptions* options, SyDevice** device, SyError* error) {
  return guarded(error, [&] {
    if (index != 0) throw Fault(SY_ARGUMENT, "index", "there is one CPU device, not %u", index + 1);
    if (options->queues > kMaxQueues)
      throw Fault(SY_ARGUMENT, "queues", "at most %u queues, not %u", kMaxQueues, options->queues);
    const uint32_t threads = choose_threads(*options);
    const uint32_t queues = options->queues == 0 ? 1 : options->queues;
    const size_t budget = options->budget_bytes == 0 ? default_budget() : options->budget_bytes;
    *device = new SyDevice{{choose_isa(*options), static_cast<int>(threads), queues, budget}};
  });
}

void close(SyDevice* device) { delete device; }

uint32_t submit(SyDevice* device, uint32_t queue, const SySegment* segment, SyDone done, void* user,
                uint64_t* ticket, SyError* error) {
  return guarded(error, [&] { *ticket = device->device.submit(queue, *segment, done, user); });
}

void cancel(SyDevice* device, uint64_t ticket) { device->device.cancel(ticket); }

void state(SyDevice* device, SyDeviceState* out) { *out = device->device.state(); }

constexpr SyBackend kBackend{SY_ABI_VERSION, "cpu", count, info, open, close, submit, cancel, state};

}  // namespace

void set_op_hook(SyDevice& device, std::unique_ptr<OpHook> hook) { device.device.set_hook(std::move(hook)); }

const SyBackend* backend(uint32_t abi_version) { return abi_version == SY_ABI_VERSION ? &kBackend : nullptr; }

}  // namespace switchyard::cpu
