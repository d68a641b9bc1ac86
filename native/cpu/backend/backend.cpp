#include "cpu/backend/backend.h"

#include <sched.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <string>
#include <utility>

#include "cpu/backend/engine.h"
#include "cpu/isa.h"
#include "device/kit/host_memory.h"
#include "device/kit/opened_device.h"

namespace switchyard::cpu {

using device::Fault;
using device::guarded;

namespace {

constexpr uint32_t kMaxThreads = 1024;

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
    const std::string model = device::processor_model();
    const Kernels& kernels = choose_isa(*options);
    std::snprintf(out->model, sizeof(out->model), "%s", model.c_str());
    std::snprintf(out->path, sizeof(out->path), "%s", kernels.name);
    out->threads = choose_threads(*options);
    out->memory_bytes = device::available_memory();
    out->numa_node = -1;
    for (uint32_t kind = SY_OP_UPLOAD; kind <= SY_OP_PERMUTATION; ++kind) out->ops |= uint64_t{1} << kind;
    std::snprintf(out->identity, sizeof(out->identity), "%.95s/%s/%u", model.c_str(), kernels.name,
                  out->threads);
  });
}

uint32_t open(uint32_t index, const SyOpenOptions* options, SyDevice** opened, SyError* error) {
  return guarded(error, [&] {
    if (index != 0) throw Fault(SY_ARGUMENT, "index", "there is one CPU device, not %u", index + 1);
    const uint32_t threads = choose_threads(*options);
    const size_t budget = options->budget_bytes == 0 ? device::default_budget() : options->budget_bytes;
    const uint32_t queues = device::queues_of(*options);
    auto engine = std::make_unique<Engine>(choose_isa(*options), static_cast<int>(threads), budget);
    *opened = new SyDevice(std::move(engine), queues);
  });
}

constexpr SyBackend kBackend{SY_ABI_VERSION, "cpu",          count,          info,         open,
                             device::close,  device::submit, device::cancel, device::state};

}  // namespace

void set_op_hook(SyDevice& opened, std::unique_ptr<OpHook> hook) {
  static_cast<Engine&>(*opened.engine).set_hook(std::move(hook));
}

const SyBackend* backend(uint32_t abi_version) { return abi_version == SY_ABI_VERSION ? &kBackend : nullptr; }

}  // namespace switchyard::cpu
