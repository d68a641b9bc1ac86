#include "xrt/bitstream.h"

#include <optional>

#include "../../hls/include/merkle_interface.h"
#include "device/kit/fault.h"
#include "device/kit/sha256_text.h"
#include "xrt/json.h"
#include "xrt/read_file.h"

namespace switchyard::xrt_cards {
namespace {

using device::Fault;

constexpr const char* kSchema = "switchyard-bitstreams/1";
constexpr size_t kMostManifestBytes = size_t{1} << 20;

// As the schema of manifests has them.
bool is_file_name(const std::string& name) {
  return !name.empty() && name[0] != '.' && name.find_first_of("/\\") == std::string::npos;
}

std::string folder_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

Json read_manifest(const std::string& folder) {
  const std::string path = folder + "/manifest.json";
  const std::vector<char> bytes = read_file(path, kMostManifestBytes, "MANIFEST");
  const std::optional<Json> manifest = parse_json({bytes.data(), bytes.size()});
  if (!manifest || text_of(*manifest, "schema") != kSchema || member_of(*manifest, "bitstreams") == nullptr)
    throw Fault(SY_DEVICE, "", "MANIFEST: %s is no manifest of bitstreams", path.c_str());
  return *manifest;
}

// enum XCLBIN_MODE in XRT's xclbin.h: flat and partial configurations of cards come first.
bool is_mode_of(const std::string& target, uint32_t mode) {
  constexpr uint32_t kEmulatedHardware = 4, kEmulatedSoftware = 5, kEmulatedPartialHardware = 6;
  if (target == "hw") return mode < kEmulatedHardware;
  if (target == "model") return mode == kEmulatedSoftware;
  return mode == kEmulatedHardware || mode == kEmulatedPartialHardware;
}

}  // namespace

bool is_for_board(const std::string& platform, const std::string& card) {
  const auto board = [](const std::string& name) {
    const size_t maker = name.find('_');
    return name.substr(0, name.find('_', maker == std::string::npos ? maker : maker + 1));
  };
  return board(platform) == board(card);
}

Bitstream load_bitstream(const std::string& path) {
  Bitstream bitstream{path, read_file(path, kMostContainerBytes, "CONTAINER_SIZE"), {}, "", ""};
  bitstream.layout = check_container(bitstream.bytes);
  bitstream.sha256 = device::sha256_text({bitstream.bytes.data(), bitstream.bytes.size()});
  const std::string name = path.substr(path.rfind('/') + 1);
  const Json manifest = read_manifest(folder_of(path));
  const Json* entry = nullptr;
  for (const Json& one : list_of(manifest, "bitstreams")) {
    if (text_of(one, "file") != name) continue;
    if (entry != nullptr)
      throw Fault(SY_DEVICE, "", "MANIFEST: the manifest beside %s lists it twice", name.c_str());
    entry = &one;
  }
  if (entry == nullptr)
    throw Fault(SY_DEVICE, "", "MANIFEST_ENTRY: the manifest beside %s does not list it", name.c_str());
  if (text_of(*entry, "sha256") != bitstream.sha256)
    throw Fault(SY_DEVICE, "", "HASH: %s has the hash %s, which is not the listed one", name.c_str(),
                bitstream.sha256.c_str());
  const auto version = number_of(*entry, "interfaceVersion");
  if (version != fpga::kMerkleInterfaceVersion)
    throw Fault(SY_DEVICE, "", "INTERFACE: %s speaks version %g of the kernels' interface, not %u",
                name.c_str(), version.value_or(0), fpga::kMerkleInterfaceVersion);
  if (text_of(*entry, "platform") != bitstream.layout.platform)
    throw Fault(SY_DEVICE, "", "PLATFORM: %s is for %s, which is not the listed platform", name.c_str(),
                bitstream.layout.platform.c_str());
  bitstream.target = text_of(*entry, "target").value_or("");
  if (!is_mode_of(bitstream.target, bitstream.layout.mode))
    throw Fault(SY_DEVICE, "", "TARGET: %s has the mode %u, which is not that of the listed target %s",
                name.c_str(), bitstream.layout.mode, bitstream.target.c_str());
  return bitstream;
}

std::string find_bitstream(const std::string& folder, const std::string& card) {
  const Json manifest = read_manifest(folder);
  for (const Json& one : list_of(manifest, "bitstreams")) {
    const auto file = text_of(one, "file"), platform = text_of(one, "platform"),
               target = text_of(one, "target");
    if (file && platform && target == "hw" && is_file_name(*file) && is_for_board(*platform, card))
      return folder + "/" + *file;
  }
  throw Fault(SY_DEVICE, "", "MANIFEST_ENTRY: %s/manifest.json lists no bitstream for %s", folder.c_str(),
              card.c_str());
}

}  // namespace switchyard::xrt_cards
