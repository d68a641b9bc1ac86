// The XRT backend behind the C interface of device/backend.h.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>

#include "device/kit/host_memory.h"
#include "device/kit/opened_device.h"
#include "device/kit/pci.h"
#include "xrt/bitstream.h"
#include "xrt/card.h"
#include "xrt/engine.h"
#include "xrt/ops.h"
#include "xrt/setup.h"

namespace switchyard::xrt_cards {
namespace {

using device::Fault;
using device::guarded;

Setup checked_setup(uint32_t index) {
  Setup setup = find_setup();
  if (index >= setup.cards)
    throw Fault(SY_ARGUMENT, "index", "there are %u FPGA cards, no card %u%s%s", setup.cards, index,
                setup.reason.empty() ? "" : ": ", setup.reason.c_str());
  if (!setup.is_emulated) {
    prepare_environment(setup, "hw");
    try {
      const xrt::device device(index);
      setup.card_name = device.get_info<xrt::info::device::name>();
      setup.numa_node = device::pci_numa_node(device.get_info<xrt::info::device::bdf>());
    } catch (const std::exception& error) {
      throw Fault(SY_DEVICE, "", "xrt%u: %s", index, error.what());
    }
  }
  return setup;
}

// The file that was asked for, or the one that is there for such cards.
Bitstream chosen_bitstream(const Setup& setup, const SyOpenOptions* options) {
  const bool is_asked = options != nullptr && options->path != nullptr && options->path[0] != '\0';
  const std::string path = is_asked            ? options->path
                           : setup.is_emulated ? setup.bitstreams + "/model.xclbin"
                                               : find_bitstream(setup.bitstreams, setup.card_name);
  Bitstream bitstream = load_bitstream(path);
  const bool fits = setup.is_emulated ? bitstream.target != "hw" : bitstream.target == "hw";
  if (!fits)
    throw Fault(SY_DEVICE, "", "TARGET: %s is listed for %s; this card takes %s", path.c_str(),
                bitstream.target.c_str(), setup.is_emulated ? "model or hw_emu" : "hw");
  if (!is_for_board(bitstream.layout.platform, setup.card_name))
    throw Fault(SY_DEVICE, "", "PLATFORM: %s is for %s; the card is a %s", path.c_str(),
                bitstream.layout.platform.c_str(), setup.card_name.c_str());
  return bitstream;
}

uint64_t card_bytes(const Bitstream& bitstream) {
  uint64_t bytes = 0;
  for (const BankEntry& bank : bitstream.layout.banks)
    if (bank.is_used) bytes += bank.bytes;
  return bytes;
}

// Host memory holds each buffer once more, and in emulation the card's memory too.
uint64_t default_budget(const Setup& setup, const Bitstream& bitstream) {
  const uint64_t shares = setup.is_emulated ? 4 : 2;
  return std::min<uint64_t>(card_bytes(bitstream), device::default_budget() / shares);
}

// No card is no error: the text says why there is none.
uint32_t count(uint32_t* devices, SyError* error) {
  std::string reason;
  const uint32_t code = guarded(error, [&] {
    const Setup setup = find_setup();
    *devices = setup.cards;
    reason = setup.reason;
  });
  if (code == SY_OK) std::snprintf(error->text, sizeof(error->text), "%s", reason.c_str());
  return code;
}

uint32_t info(uint32_t index, const SyOpenOptions* options, SyDeviceInfo* out, SyError* error) {
  return guarded(error, [&] {
    const Setup setup = checked_setup(index);
    const Bitstream bitstream = chosen_bitstream(setup, options);
    *out = SyDeviceInfo{};
    const std::string file = bitstream.path.substr(bitstream.path.rfind('/') + 1);
    std::snprintf(out->id, sizeof(out->id), "xrt%u", index);
    std::snprintf(out->model, sizeof(out->model), "%s", setup.card_name.c_str());
    std::snprintf(out->path, sizeof(out->path), "%s", file.c_str());
    std::snprintf(out->identity, sizeof(out->identity), "%s%s %s", setup.is_emulated ? "emulated " : "",
                  setup.card_name.c_str(), bitstream.sha256.c_str());
    out->memory_bytes = card_bytes(bitstream);
    out->ops = op_mask();
    out->threads = static_cast<uint32_t>(bitstream.layout.units.size());
    out->emulated = setup.is_emulated ? 1 : 0;
    out->numa_node = setup.numa_node;
  });
}

uint32_t open(uint32_t index, const SyOpenOptions* options, SyDevice** opened, SyError* error) {
  return guarded(error, [&] {
    const Setup setup = checked_setup(index);
    const uint32_t queues = device::queues_of(*options);
    const Bitstream bitstream = chosen_bitstream(setup, options);
    const uint64_t budget =
        options->budget_bytes == 0 ? default_budget(setup, bitstream) : options->budget_bytes;
    if (setup.is_emulated) prepare_environment(setup, bitstream.target);
    *opened = new SyDevice(
        std::make_unique<Engine>(std::make_unique<Card>(index, setup, bitstream, budget), queues), queues);
  });
}

void close(SyDevice* device) {
  device::close(device);
  remove_leftovers();
}

}  // namespace
}  // namespace switchyard::xrt_cards

extern "C" __attribute__((visibility("default"))) const SyBackend* switchyard_backend(uint32_t abi_version) {
  using namespace switchyard;
  static const SyBackend kBackend{SY_ABI_VERSION,  "xrt",           xrt_cards::count,
                                  xrt_cards::info, xrt_cards::open, xrt_cards::close,
                                  device::submit,  device::cancel,  device::state};
  return abi_version == SY_ABI_VERSION ? &kBackend : nullptr;
}
