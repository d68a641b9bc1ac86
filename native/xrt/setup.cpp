#include "xrt/setup.h"

#include <dlfcn.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "device/kit/fault.h"
#include "xrt/json.h"
#include "xrt/read_file.h"

namespace switchyard::xrt_cards {
namespace {

namespace fs = std::filesystem;
using device::Fault;

// The driver of Alveo cards; it has an entry for each that it serves.
constexpr const char* kCardDriver = "/sys/bus/pci/drivers/xocl";
// A socket's path has 108 bytes at most, and XRT puts it below /tmp/$USER.
constexpr const char* kTemporary = "/tmp/";
constexpr const char* kLeftoverPrefix = "switchyard-xrt-";

constexpr uint64_t kMostConfigurationBytes = uint64_t{1} << 20;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// The folder that the build leaves plugins in.
std::string own_folder() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&own_folder), &info) == 0 || info.dli_fname == nullptr) return ".";
  return fs::path(info.dli_fname).parent_path();
}

uint32_t count_cards() {
  uint32_t cards = 0;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(kCardDriver, ignored))
    // Such as 0000:65:00.1
    if (entry.path().filename().string().find(':') != std::string::npos) ++cards;
  return cards;
}

const Json* first_of(const Json& value, const char* name) {
  const Json& list = list_of(value, name);
  return list.empty() ? nullptr : &list[0];
}

// What emconfig.json says of the cards. Throws Fault(SY_DEVICE).
void read_emulation(Setup& setup) {
  const std::string path = setup.folder + "/emconfig.json";
  const std::vector<char> bytes = read_file(path, kMostConfigurationBytes, "EMULATION");
  const auto config = parse_json({bytes.data(), bytes.size()});
  const Json* platform = config ? member_of(*config, "Platform") : nullptr;
  const Json* board = platform ? first_of(*platform, "Boards") : nullptr;
  const Json* device = board ? first_of(*board, "Devices") : nullptr;
  if (device == nullptr) throw Fault(SY_DEVICE, "", "%s describes no cards", path.c_str());
  setup.card_name = text_of(*device, "Name").value_or("");
  const int cards = std::atoi(text_of(*device, "NumDevices").value_or("0").c_str());
  if (cards < 1 || cards > 64 || setup.card_name.empty())
    throw Fault(SY_DEVICE, "", "%s describes %d cards", path.c_str(), cards);
  setup.cards = static_cast<uint32_t>(cards);
}

// The name by which XRT's emulation calls its folder below /tmp.
std::string own_name() { return kLeftoverPrefix + std::to_string(getpid()); }

void set(const char* name, const std::string& value) {
  if (setenv(name, value.c_str(), 1) != 0)
    throw Fault(SY_DEVICE, "", "the environment variable %s cannot be set", name);
}

}  // namespace

Setup find_setup() {
  Setup setup;
  const std::string asked = environment("SWITCHYARD_XRT_EMULATION"), own = own_folder();
  setup.cards = asked.empty() ? count_cards() : 0;
  if (setup.cards > 0) {
    setup.bitstreams = own + "/../../bitstreams";
    return setup;
  }
  setup.folder = asked.empty() ? own + "/../xrt-emulation" : asked;
  if (access((setup.folder + "/emconfig.json").c_str(), R_OK) != 0) {
    setup.reason = "the driver xocl serves no card, and there are no files for emulation in " +
                   fs::path(setup.folder).lexically_normal().string();
    return setup;
  }
  setup.is_emulated = true;
  setup.bitstreams = setup.folder + "/bitstreams";
  read_emulation(setup);
  return setup;
}

void prepare_environment(const Setup& setup, const std::string& target) {
  if (!setup.is_emulated) {
    // Debian's XRT finds its drivers only where it is told to.
    const std::string drivers = own_folder() + "/../xrt-emulation/xrt";
    if (environment("XILINX_XRT").empty() && access("/opt/xilinx/xrt/lib", R_OK) != 0 &&
        access(drivers.c_str(), R_OK) == 0)
      set("XILINX_XRT", drivers);
    return;
  }
  for (const char* name : {"XILINX_VITIS", "XILINX_XRT"})
    if (target != kModelTarget && environment(name).empty())
      throw Fault(SY_DEVICE, "",
                  "a bitstream for %s takes Vitis, and %s is not set: source Vitis' settings64.sh and XRT's "
                  "setup.sh",
                  target.c_str(), name);
  const std::string folder = fs::weakly_canonical(setup.folder);
  const std::string working = kTemporary + own_name();
  remove_leftovers();
  // Our own of before is gone: one that is still there is somebody else's.
  if (mkdir(working.c_str(), 0700) != 0)
    throw Fault(SY_DEVICE, "", "%s cannot be made: %s", working.c_str(), std::strerror(errno));
  set("EMCONFIG_PATH", folder);
  // Its sockets lie in /tmp/$USER.
  set("USER", own_name());
  set("SDACCEL_EM_RUN_DIR", working);
  if (target != kModelTarget) {
    set("XCL_EMULATION_MODE", target);
    return;
  }
  set("XCL_EMULATION_MODE", "sw_emu");
  set("XILINX_XRT", folder + "/xrt");
  set("XILINX_VITIS", folder + "/vitis");
  set("XRT_INI_PATH", folder + "/xrt.ini");
  // With both of these XRT would change where the model finds its libraries.
  unsetenv("XILINX_HLS");
  unsetenv("XILINX_VIVADO");
}

void remove_leftovers() {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(kTemporary, ignored)) {
    const std::string name = entry.path().filename();
    if (name.rfind(kLeftoverPrefix, 0) != 0) continue;
    const int owner = std::atoi(name.c_str() + std::strlen(kLeftoverPrefix));
    const bool is_own = owner == getpid();
    if (is_own || (owner > 0 && kill(owner, 0) != 0 && errno == ESRCH)) fs::remove_all(entry.path(), ignored);
  }
}

}  // namespace switchyard::xrt_cards
