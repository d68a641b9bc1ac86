#include "xrt/container.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <map>
#include <optional>
#include <set>

#include "device/kit/fault.h"

namespace switchyard::xrt_cards {
namespace {

using device::Fault;

// struct axlf in XRT's xclbin.h; little endian.
constexpr uint64_t kPrologueBytes = 456, kEntryBytes = 40;
constexpr uint64_t kSignatureLength = 8, kLength = 304, kMode = 332, kPlatform = 352, kSections = 448;
constexpr uint64_t kPlatformBytes = 64, kNameBytes = 16;
constexpr uint32_t kMostSections = 64;

enum Kind : uint32_t {
  kBitstream = 0,
  kMetadata = 2,
  kMemory = 6,
  kConnectivity = 7,
  kUnits = 8,
  kDebugUnits = 9,
  kClocks = 11,
  kBuildMetadata = 14,
  kKeyValueMetadata = 15,
  kUserMetadata = 16,
  kPartitionMetadata = 20,
  kEmulationData = 21,
  kSystemMetadata = 22,
  kGroups = 26,
  kGroupConnectivity = 27,
  kVendorMetadata = 31,
};

// What Vitis puts into containers for Alveo cards: XRT does something with most others, firmware and images
// for processors among them, that nobody has looked at here. Of those that are not checked below, texts and
// opaque bytes, XRT takes the size as it is checked.
constexpr Kind kAllowed[] = {
    kBitstream,         kMetadata,      kMemory,         kConnectivity,     kUnits,
    kDebugUnits,        kClocks,        kBuildMetadata,  kKeyValueMetadata, kUserMetadata,
    kPartitionMetadata, kEmulationData, kSystemMetadata, kGroups,           kGroupConnectivity,
    kVendorMetadata};

class Bytes {
 public:
  Bytes(const char* data, uint64_t size) : data_(data), size_(size) {}

  uint64_t size() const { return size_; }
  Bytes part(uint64_t offset, uint64_t size) const { return {data_ + offset, size}; }
  template <class T>
  T at(uint64_t offset) const {
    T value;
    std::memcpy(&value, data_ + offset, sizeof(T));
    return value;
  }
  bool starts_with(const char* text, size_t length) const {
    return size_ >= length && std::memcmp(data_, text, length) == 0;
  }
  // Printable ASCII up to a zero byte, all behind which are zero.
  std::optional<std::string> text(uint64_t offset, uint64_t room) const {
    const char* begin = data_ + offset;
    const char* end = std::find(begin, begin + room, '\0');
    if (end == begin + room || std::any_of(end, begin + room, [](char c) { return c != '\0'; }))
      return std::nullopt;
    if (std::any_of(begin, end, [](char c) { return c < 0x20 || c > 0x7e; })) return std::nullopt;
    return std::string(begin, end);
  }

 private:
  const char* data_;
  uint64_t size_;
};

std::multimap<uint32_t, Bytes> read_sections(const Bytes& file) {
  const auto count = file.at<uint32_t>(kSections);
  const uint64_t table_end = kPrologueBytes + uint64_t{count} * kEntryBytes;
  if (count < 1 || count > kMostSections || table_end > file.size())
    throw Fault(SY_DEVICE, "", "CONTAINER_SECTIONS: %u sections do not fit the file", count);
  std::multimap<uint32_t, Bytes> sections;
  std::vector<std::pair<uint64_t, uint64_t>> taken;
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t entry = kPrologueBytes + i * kEntryBytes;
    const auto kind = file.at<uint32_t>(entry);
    const auto first = file.at<uint64_t>(entry + 24), size = file.at<uint64_t>(entry + 32);
    if (first % 8 != 0 || first < table_end || first > file.size() || size > file.size() - first)
      throw Fault(SY_DEVICE, "", "CONTAINER_SECTION_BOUNDS: section %u (kind %u) lies outside of the file", i,
                  kind);
    if (std::find(std::begin(kAllowed), std::end(kAllowed), kind) == std::end(kAllowed))
      throw Fault(SY_DEVICE, "", "CONTAINER_SECTION_KIND: section %u is of kind %u, which is not taken", i,
                  kind);
    if (!file.text(entry + 4, kNameBytes))
      throw Fault(SY_DEVICE, "", "CONTAINER_TEXT: the name of section %u is no text", i);
    sections.emplace(kind, file.part(first, size));
    if (size > 0) taken.emplace_back(first, first + size);
  }
  std::sort(taken.begin(), taken.end());
  for (size_t i = 1; i < taken.size(); ++i)
    if (taken[i - 1].second > taken[i].first)
      throw Fault(SY_DEVICE, "", "CONTAINER_SECTION_OVERLAP: two sections share bytes");
  return sections;
}

Bytes section(const std::multimap<uint32_t, Bytes>& sections, Kind kind, const char* name) {
  if (sections.count(kind) != 1)
    throw Fault(SY_DEVICE, "", "CONTAINER_SECTION_MISSING: there are %zu %s sections, not 1",
                sections.count(kind), name);
  return sections.find(kind)->second;
}

// Entries of a section that are as many as its header says.
uint64_t count_entries(const Bytes& data, uint64_t count, uint64_t header, uint64_t entry, uint64_t most,
                       const char* check) {
  if (count < 1 || count > most || data.size() != header + count * entry)
    throw Fault(SY_DEVICE, "", "%s: %llu bytes are no %llu entries", check,
                static_cast<unsigned long long>(data.size()), static_cast<unsigned long long>(count));
  return count;
}

uint64_t count_at(const Bytes& data) { return data.size() < 4 ? 0 : data.at<uint32_t>(0); }

std::vector<BankEntry> read_banks(const Bytes& data) {
  const uint64_t count = count_entries(data, count_at(data), 8, 40, 256, "CONTAINER_MEMORY");
  std::vector<BankEntry> banks;
  for (uint64_t i = 0; i < count; ++i) {
    const uint64_t at = 8 + i * 40;
    const auto used = data.at<uint8_t>(at + 1);
    const auto kibibytes = data.at<uint64_t>(at + 8), base = data.at<uint64_t>(at + 16);
    const auto tag = data.text(at + 24, kNameBytes);
    if (!tag || tag->empty() || used > 1 || kibibytes > uint64_t{1} << 40 ||
        base > (uint64_t{1} << 63) - kibibytes * 1024)
      throw Fault(SY_DEVICE, "", "CONTAINER_MEMORY: memory bank %llu cannot be",
                  static_cast<unsigned long long>(i));
    banks.push_back({*tag, used == 1, kibibytes * 1024});
  }
  return banks;
}

bool is_name(const std::string& text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !text.empty() && is_letter(text[0]) && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9');
  });
}

std::vector<UnitEntry> read_units(const Bytes& data, uint64_t& total) {
  total = count_entries(data, count_at(data), 8, 80, 128, "CONTAINER_UNITS");
  constexpr uint32_t kKernel = 1;
  std::vector<UnitEntry> units;
  std::set<std::string> names;
  std::set<uint64_t> bases;
  for (uint64_t i = 0; i < total; ++i) {
    const uint64_t at = 8 + i * 80;
    // XRT takes the name of every entry for a string, of those that are no kernels, too.
    if (!data.text(at + 16, 64))
      throw Fault(SY_DEVICE, "", "CONTAINER_UNITS: the name of compute unit %llu is no text",
                  static_cast<unsigned long long>(i));
    if (data.at<uint32_t>(at) != kKernel) continue;
    const auto base = data.at<uint64_t>(at + 8);
    const std::string text = data.text(at + 16, 64).value_or("");
    const size_t colon = text.find(':');
    const std::string kernel = text.substr(0, colon),
                      name = colon == std::string::npos ? "" : text.substr(colon + 1);
    if (!is_name(kernel) || !is_name(name) || base >> 32 != 0)
      throw Fault(SY_DEVICE, "",
                  "CONTAINER_UNITS: compute unit %llu has no name or no place for its registers",
                  static_cast<unsigned long long>(i));
    if (!names.insert(name).second || !bases.insert(base).second)
      throw Fault(SY_DEVICE, "", "CONTAINER_UNITS: two compute units have one name or one place");
    units.push_back({kernel, name});
  }
  if (units.empty()) throw Fault(SY_DEVICE, "", "CONTAINER_UNITS: there is no compute unit");
  return units;
}

void check_connections(const Bytes& data, uint64_t units, uint64_t banks) {
  const uint64_t count = count_entries(data, count_at(data), 4, 12, 65536, "CONTAINER_CONNECTIONS");
  for (uint64_t i = 0; i < count; ++i) {
    const uint64_t at = 4 + i * 12;
    if (data.at<uint32_t>(at) >= 256 || data.at<uint32_t>(at + 4) >= units ||
        data.at<uint32_t>(at + 8) >= banks)
      throw Fault(SY_DEVICE, "", "CONTAINER_CONNECTIONS: connection %llu names what is not there",
                  static_cast<unsigned long long>(i));
  }
}

void check_clocks(const Bytes& data) {
  const uint64_t claimed = data.size() < 2 ? 0 : data.at<uint16_t>(0);
  const uint64_t count = count_entries(data, claimed, 2, 136, 8, "CONTAINER_CLOCKS");
  for (uint64_t i = 0; i < count; ++i)
    if (data.at<uint16_t>(2 + i * 136) == 0 || !data.text(2 + i * 136 + 8, 128))
      throw Fault(SY_DEVICE, "", "CONTAINER_CLOCKS: clock %llu has no name or no frequency",
                  static_cast<unsigned long long>(i));
}

// Units that watch others, which XRT's profiling reads; it may have room for more than there are.
void check_debug_units(const Bytes& data) {
  constexpr uint64_t kHeader = 8, kEntry = 144, kName = 16, kRoom = 128;
  const uint64_t count = data.size() < kHeader ? 0 : data.at<uint16_t>(0);
  if (data.size() < kHeader + count * kEntry)
    throw Fault(SY_DEVICE, "", "CONTAINER_DEBUG_UNITS: %llu bytes hold no %llu entries",
                static_cast<unsigned long long>(data.size()), static_cast<unsigned long long>(count));
  for (uint64_t i = 0; i < count; ++i)
    if (!data.text(kHeader + i * kEntry + kName, kRoom))
      throw Fault(SY_DEVICE, "", "CONTAINER_DEBUG_UNITS: the name of entry %llu is no text",
                  static_cast<unsigned long long>(i));
}

}  // namespace

Layout check_container(const std::vector<char>& data) {
  const Bytes file(data.data(), data.size());
  if (file.size() < kPrologueBytes || file.size() > kMostContainerBytes)
    throw Fault(SY_DEVICE, "", "CONTAINER_SIZE: %zu bytes are no container's", data.size());
  if (!file.starts_with("xclbin2", 8))
    throw Fault(SY_DEVICE, "", "CONTAINER_MAGIC: the file does not start with xclbin2");
  if (file.at<int32_t>(kSignatureLength) != -1)
    throw Fault(SY_DEVICE, "", "CONTAINER_SIGNED: the container says that it is signed");
  if (file.at<uint64_t>(kLength) != file.size())
    throw Fault(SY_DEVICE, "",
                "CONTAINER_LENGTH: the container says that it has %llu bytes; the file has %zu",
                static_cast<unsigned long long>(file.at<uint64_t>(kLength)), data.size());
  Layout layout;
  layout.mode = file.at<uint16_t>(kMode);
  layout.platform = file.text(kPlatform, kPlatformBytes).value_or("");
  if (layout.platform.empty()) throw Fault(SY_DEVICE, "", "CONTAINER_TEXT: the platform has no name");
  const auto sections = read_sections(file);
  section(sections, kBitstream, "BITSTREAM");
  const Bytes metadata = section(sections, kMetadata, "EMBEDDED_METADATA");
  if (metadata.size() > uint64_t{1} << 24 || !metadata.starts_with("<?xml", 5))
    throw Fault(SY_DEVICE, "", "CONTAINER_METADATA: the metadata are no XML");
  layout.banks = read_banks(section(sections, kMemory, "MEM_TOPOLOGY"));
  uint64_t units;
  layout.units = read_units(section(sections, kUnits, "IP_LAYOUT"), units);
  check_connections(section(sections, kConnectivity, "CONNECTIVITY"), units, layout.banks.size());
  // XRT prefers these where they are there.
  size_t groups = layout.banks.size();
  if (sections.count(kGroups) > 0) groups = read_banks(section(sections, kGroups, "GROUP_TOPOLOGY")).size();
  if (sections.count(kGroupConnectivity) > 0)
    check_connections(section(sections, kGroupConnectivity, "GROUP_CONNECTIVITY"), units, groups);
  if (sections.count(kClocks) > 0) check_clocks(section(sections, kClocks, "CLOCK_FREQ_TOPOLOGY"));
  if (sections.count(kDebugUnits) > 0) check_debug_units(section(sections, kDebugUnits, "DEBUG_IP_LAYOUT"));
  return layout;
}

}  // namespace switchyard::xrt_cards
