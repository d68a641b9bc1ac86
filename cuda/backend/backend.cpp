// The CUDA backend behind the C interface of device/backend.h.
#include <cstdio>
#include <memory>
#include <string>

#include "cuda/backend/engine.h"
#include "cuda/backend/op_table.h"
#include "device/kit/opened_device.h"

namespace switchyard::cuda {
namespace {

using device::Fault;
using device::guarded;

// Of the memory that is free when a device is opened, what it takes where no budget is given: the rest is for
// the driver, the code of kernels, and others.
uint64_t default_budget(Runtime& runtime) { return runtime.free_bytes() / 10 * 9; }

void check_index(uint32_t index) {
  std::string reason;
  const uint32_t cards = card_count(reason);
  if (index >= cards)
    throw Fault(SY_ARGUMENT, "index", "there are %u CUDA cards, no card %u%s%s", cards, index,
                reason.empty() ? "" : ": ", reason.c_str());
}

// No card is no error: the text says why there is none.
uint32_t count(uint32_t* devices, SyError* error) {
  std::string reason;
  const uint32_t code = guarded(error, [&] { *devices = card_count(reason); });
  if (code == SY_OK) std::snprintf(error->text, sizeof(error->text), "%s", reason.c_str());
  return code;
}

uint32_t info(uint32_t index, const SyOpenOptions*, SyDeviceInfo* out, SyError* error) {
  return guarded(error, [&] {
    check_index(index);
    const Card card = describe_card(index);
    *out = SyDeviceInfo{};
    std::snprintf(out->id, sizeof(out->id), "%s%u", kRuntimeName, index);
    std::snprintf(out->model, sizeof(out->model), "%s", card.model.c_str());
    std::snprintf(out->path, sizeof(out->path), "%s", card.path.c_str());
    std::snprintf(out->identity, sizeof(out->identity), "%s", card.identity.c_str());
    out->memory_bytes = card.memory_bytes;
    out->ops = op_mask();
    out->threads = card.multiprocessors;
    out->emulated = card.is_emulated ? 1 : 0;
    out->numa_node = card.numa_node;
  });
}

uint32_t open(uint32_t index, const SyOpenOptions* options, SyDevice** opened, SyError* error) {
  return guarded(error, [&] {
    check_index(index);
    const uint32_t queues = device::queues_of(*options);
    std::unique_ptr<Runtime> runtime = open_card(index);
    const uint64_t budget = options->budget_bytes == 0 ? default_budget(*runtime) : options->budget_bytes;
    *opened = new SyDevice(
        std::make_unique<Engine>(std::move(runtime), kRuntimeName + std::to_string(index), budget, queues),
        queues);
  });
}

}  // namespace
}  // namespace switchyard::cuda

extern "C" __attribute__((visibility("default"))) const SyBackend* switchyard_backend(uint32_t abi_version) {
  using namespace switchyard;
  static const SyBackend kBackend{SY_ABI_VERSION, cuda::kRuntimeName, cuda::count,
                                  cuda::info,     cuda::open,         device::close,
                                  device::submit, device::cancel,     device::state};
  return abi_version == SY_ABI_VERSION ? &kBackend : nullptr;
}
