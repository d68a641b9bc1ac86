// A plugin for tests: the CPU's kernels as devices that fail when a file says so (fault_file.h). The option
// `path` names the file.
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <thread>

#include "cpu/backend/backend.h"
#include "device/kit/fault.h"
#include "faulty/fault_file.h"
#include "faulty/wrong_data.h"

namespace switchyard::faulty {
namespace {

constexpr uint32_t kDevices = 8;

using Clock = std::chrono::steady_clock;

const SyBackend& cpu_backend() { return *cpu::backend(SY_ABI_VERSION); }

// Into whatever its process has open behind the standard streams: what it says to its parent, above all.
void write_over_messages() {
  static constexpr char kText[] = "a vendor's log that went astray";
  for (int descriptor = 3; descriptor < 16; ++descriptor)
    if (send(descriptor, kText, sizeof(kText), MSG_DONTWAIT | MSG_NOSIGNAL) > 0) return;
}

class Faults : public cpu::OpHook {
 public:
  explicit Faults(const char* path) : file_(path) {}

  void before(const SyOpHeader& op) override {
    began_ = Clock::now();
    fault_ = file_.next(op.kind);
    if (!fault_) return;
    switch (fault_->kind) {
      case Kind::kMemory:
        throw device::Fault(SY_MEMORY, "", "the device was told to refuse memory");
      case Kind::kError:
        throw device::Fault(SY_DEVICE, "", "the device was told to fail");
      case Kind::kCancelled:
        throw device::Fault(SY_CANCELLED, "", "the segment was cancelled");
      case Kind::kHang:
        for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
      case Kind::kAbort:
        std::fputs("the device was told to abort\n", stderr);
        std::abort();
      case Kind::kExit:
        _exit(7);
      case Kind::kSegv:
        raise(SIGSEGV);
        break;
      case Kind::kSlow:
        factor_ = fault_->factor;
        break;
      case Kind::kGarbage:
        write_over_messages();
        break;
      case Kind::kWrong:
        break;
    }
  }

  void after(const SyOpHeader& op, const cpu::OpEnvironment& environment) override {
    if (fault_ && fault_->kind == Kind::kWrong) make_wrong(op, environment);
    if (factor_ > 1) std::this_thread::sleep_for((Clock::now() - began_) * (factor_ - 1));
  }

 private:
  FaultFile file_;
  std::optional<Line> fault_;
  double factor_ = 1;
  Clock::time_point began_;
};

uint32_t fail(SyError* error, SyCode code, const char* argument, const char* text) {
  *error = device::Fault(code, argument, "%s", text).error();
  return code;
}

SyOpenOptions without_path(const SyOpenOptions& options) {
  SyOpenOptions plain = options;
  plain.path = nullptr;
  return plain;
}

uint32_t count(uint32_t* devices, SyError* error) {
  *error = SyError{SY_OK, SY_NO_OP, "", ""};
  *devices = kDevices;
  return SY_OK;
}

uint32_t info(uint32_t index, const SyOpenOptions* options, SyDeviceInfo* out, SyError* error) {
  if (index >= kDevices) return fail(error, SY_ARGUMENT, "index", "there is no such device");
  const SyOpenOptions plain = without_path(*options);
  const uint32_t code = cpu_backend().device_info(0, &plain, out, error);
  if (code != SY_OK) return code;
  std::snprintf(out->id, sizeof(out->id), "faulty%u", index);
  std::snprintf(out->identity, sizeof(out->identity), "faulty%u/%u", index, out->threads);
  out->emulated = 1;
  return SY_OK;
}

uint32_t open(uint32_t index, const SyOpenOptions* options, SyDevice** device, SyError* error) {
  if (index >= kDevices) return fail(error, SY_ARGUMENT, "index", "there is no such device");
  try {
    auto faults = std::make_unique<Faults>(options->path == nullptr ? "" : options->path);
    const SyOpenOptions plain = without_path(*options);
    const uint32_t code = cpu_backend().open(0, &plain, device, error);
    if (code == SY_OK) cpu::set_op_hook(**device, std::move(faults));
    return code;
  } catch (const std::exception& other) {
    return fail(error, SY_ARGUMENT, "path", other.what());
  }
}

}  // namespace
}  // namespace switchyard::faulty

extern "C" __attribute__((visibility("default"))) const SyBackend* switchyard_backend(uint32_t abi_version) {
  using namespace switchyard;
  if (abi_version != SY_ABI_VERSION) return nullptr;
  const SyBackend& cpu = *cpu::backend(SY_ABI_VERSION);
  static const SyBackend kBackend{SY_ABI_VERSION, "faulty",   faulty::count, faulty::info, faulty::open,
                                  cpu.close,      cpu.submit, cpu.cancel,    cpu.state};
  return &kBackend;
}
