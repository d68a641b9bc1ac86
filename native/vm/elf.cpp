#include "vm/elf.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <utility>

namespace switchyard::vm {
namespace {

constexpr uint32_t kHeaderBytes = 52;
constexpr uint32_t kProgramHeaderBytes = 32;
constexpr uint32_t kSectionHeaderBytes = 40;
constexpr uint32_t kSymbolBytes = 16;
constexpr uint32_t kMaxProgramHeaders = 256;
constexpr uint32_t kMaxFunctions = 1u << 18;
constexpr size_t kMaxNameBytes = 256;

enum : uint32_t { kTypeExecutable = 2, kMachineRiscv = 243 };
enum : uint32_t { kSegmentLoad = 1, kSegmentDynamic = 2, kSegmentInterpreter = 3 };
enum : uint32_t { kFlagExecute = 1, kFlagWrite = 2 };
enum : uint32_t { kSectionSymbols = 2, kSectionStrings = 3 };
enum : uint32_t { kSymbolFunction = 2 };

[[noreturn, gnu::format(printf, 2, 3)]] void refuse(ElfCheck check, const char* format, ...) {
  char text[256];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);
  throw ElfError(check, text);
}

// A record of the file, of which fields are read by offset. Its bounds were checked.
class Record {
 public:
  explicit Record(const uint8_t* bytes) : bytes_(bytes) {}
  uint32_t byte(size_t offset) const { return bytes_[offset]; }
  uint32_t half(size_t offset) const { return bytes_[offset] | (uint32_t{bytes_[offset + 1]} << 8); }
  uint32_t word(size_t offset) const { return half(offset) | (half(offset + 2) << 16); }

 private:
  const uint8_t* bytes_;
};

class Reader {
 public:
  explicit Reader(std::span<const uint8_t> file) : file_(file) {}

  Image read() {
    check_header();
    Image image;
    image.entry = header().word(24);
    image.segments = read_segments();
    check_entry(image);
    image.functions = read_functions();
    return image;
  }

 private:
  bool holds(uint64_t offset, uint64_t size) const {
    return offset <= file_.size() && size <= file_.size() - offset;
  }
  Record header() const { return Record(file_.data()); }

  void check_header() const {
    static constexpr uint8_t kMagic[4] = {0x7f, 'E', 'L', 'F'};
    if (file_.size() < sizeof(kMagic) || std::memcmp(file_.data(), kMagic, sizeof(kMagic)) != 0)
      refuse(ElfCheck::kMagic, "the file does not start as an ELF file does");
    if (!holds(0, kHeaderBytes))
      refuse(ElfCheck::kTruncated, "the file has %zu bytes, the ELF header alone %u", file_.size(),
             kHeaderBytes);
    const Record h = header();
    if (h.byte(4) == 2) refuse(ElfCheck::kClass, "the file is ELF64; guests are 32-bit programs");
    if (h.byte(4) != 1) refuse(ElfCheck::kClass, "ELF class %u is not ELF32", h.byte(4));
    if (h.byte(5) != 1) refuse(ElfCheck::kByteOrder, "the file is not little-endian");
    if (h.byte(6) != 1 || h.word(20) != 1) refuse(ElfCheck::kVersion, "the ELF version is not 1");
    if (h.half(16) != kTypeExecutable)
      refuse(ElfCheck::kType, "ELF type %u is no executable with fixed addresses (%u)", h.half(16),
             kTypeExecutable);
    if (h.half(18) != kMachineRiscv)
      refuse(ElfCheck::kMachine, "machine %u is not RISC-V (%u)", h.half(18), kMachineRiscv);
    if (h.half(40) != kHeaderBytes)
      refuse(ElfCheck::kHeaderSize, "the ELF header says it has %u bytes, not %u", h.half(40), kHeaderBytes);
    if (h.half(42) != kProgramHeaderBytes)
      refuse(ElfCheck::kHeaderSize, "program headers of %u bytes, not %u", h.half(42), kProgramHeaderBytes);
    if (h.half(44) == 0 || h.half(44) > kMaxProgramHeaders)
      refuse(ElfCheck::kHeaderSize, "%u program headers; 1 to %u are read", h.half(44), kMaxProgramHeaders);
    if (!holds(h.word(28), uint64_t{h.half(44)} * kProgramHeaderBytes))
      refuse(ElfCheck::kTruncated, "the program headers lie beyond the end of the file");
  }

  std::vector<Segment> read_segments() const {
    std::vector<Segment> segments;
    uint64_t image_bytes = 0, code_bytes = 0;
    for (uint32_t i = 0; i < header().half(44); ++i) {
      const Record h(file_.data() + header().word(28) + size_t{i} * kProgramHeaderBytes);
      const uint32_t type = h.word(0);
      if (type == kSegmentDynamic || type == kSegmentInterpreter)
        refuse(ElfCheck::kDynamic, "segment %u asks for a dynamic linker", i);
      if (type != kSegmentLoad || h.word(20) == 0) continue;
      segments.push_back(read_segment(i, h));
      image_bytes += segments.back().size;
      if (segments.back().executable) code_bytes += segments.back().size;
      // Before the next segment is copied: segments may share their bytes in the file.
      if (image_bytes > kMaxImageBytes)
        refuse(ElfCheck::kImageSize, "the segments have more than %u bytes together", kMaxImageBytes);
      if (code_bytes > kMaxCodeBytes)
        refuse(ElfCheck::kCodeSize, "the executable segments have more than %u bytes together",
               kMaxCodeBytes);
    }
    std::sort(segments.begin(), segments.end(),
              [](const Segment& a, const Segment& b) { return a.address < b.address; });
    for (size_t i = 1; i < segments.size(); ++i)
      if (segments[i].address - segments[i - 1].address < segments[i - 1].size)
        refuse(ElfCheck::kSegmentOverlap, "the segments at 0x%08x and 0x%08x overlap",
               segments[i - 1].address, segments[i].address);
    return segments;
  }

  Segment read_segment(uint32_t index, Record h) const {
    const uint32_t offset = h.word(4), address = h.word(8), file_size = h.word(16), size = h.word(20);
    const uint32_t flags = h.word(24);
    if (file_size > size)
      refuse(ElfCheck::kSegmentSize, "segment %u has %u bytes in the file, but only %u in memory", index,
             file_size, size);
    if (!holds(offset, file_size))
      refuse(ElfCheck::kSegmentFile, "segment %u lies beyond the end of the file", index);
    if (address >= kAddressLimit || size > kAddressLimit - address)
      refuse(ElfCheck::kSegmentAddress, "segment %u at 0x%08x with 0x%x bytes reaches beyond 0x%08x", index,
             address, size, kAddressLimit);
    const bool executable = (flags & kFlagExecute) != 0;
    if (executable && (flags & kFlagWrite) != 0)
      refuse(ElfCheck::kWritableCode, "segment %u is writable and executable", index);
    if (executable && address % 4 != 0)
      refuse(ElfCheck::kCodeAlignment, "executable segment %u starts at 0x%08x, no multiple of 4", index,
             address);
    const auto bytes = file_.subspan(offset, file_size);
    return {address, size, executable, {bytes.begin(), bytes.end()}};
  }

  void check_entry(const Image& image) const {
    if (image.entry % 4 != 0)
      refuse(ElfCheck::kEntryAlignment, "the entry 0x%08x is no multiple of 4", image.entry);
    for (const Segment& segment : image.segments)
      if (segment.executable && image.entry >= segment.address && segment.size >= 4 &&
          image.entry - segment.address <= segment.size - 4)
        return;
    refuse(ElfCheck::kEntry, "the entry 0x%08x lies in no executable segment", image.entry);
  }

  // Files without section headers or without a symbol table have none.
  std::vector<Function> read_functions() const {
    const uint32_t offset = header().word(32), count = header().half(48);
    std::vector<Function> functions;
    if (offset == 0 || count == 0) return functions;
    if (header().half(46) != kSectionHeaderBytes)
      refuse(ElfCheck::kSymbols, "section headers of %u bytes, not %u", header().half(46),
             kSectionHeaderBytes);
    if (!holds(offset, uint64_t{count} * kSectionHeaderBytes))
      refuse(ElfCheck::kSymbols, "the section headers lie beyond the end of the file");
    bool found = false;
    for (uint32_t i = 0; i < count; ++i) {
      const Record h = section(i);
      if (h.word(4) != kSectionSymbols) continue;
      if (std::exchange(found, true)) refuse(ElfCheck::kSymbols, "the file has more than one symbol table");
      read_symbols(h, count, functions);
    }
    std::stable_sort(functions.begin(), functions.end(),
                     [](const Function& a, const Function& b) { return a.address < b.address; });
    const auto end = std::unique(functions.begin(), functions.end(),
                                 [](const Function& a, const Function& b) { return a.address == b.address; });
    functions.erase(end, functions.end());
    return functions;
  }

  Record section(uint32_t index) const {
    return Record(file_.data() + header().word(32) + size_t{index} * kSectionHeaderBytes);
  }

  std::span<const uint8_t> contents(Record h) const {
    if (!holds(h.word(16), h.word(20)))
      refuse(ElfCheck::kSymbols, "a symbol section lies beyond the end of the file");
    return file_.subspan(h.word(16), h.word(20));
  }

  void read_symbols(Record h, uint32_t section_count, std::vector<Function>& functions) const {
    const std::span<const uint8_t> symbols = contents(h);
    if (h.word(36) != kSymbolBytes || symbols.size() % kSymbolBytes != 0)
      refuse(ElfCheck::kSymbols, "the symbol table is no list of %u-byte symbols", kSymbolBytes);
    if (h.word(24) >= section_count || section(h.word(24)).word(4) != kSectionStrings)
      refuse(ElfCheck::kSymbols, "the symbol table names no string table");
    const std::span<const uint8_t> strings = contents(section(h.word(24)));
    for (size_t at = 0; at < symbols.size(); at += kSymbolBytes) {
      const Record symbol(symbols.data() + at);
      if ((symbol.byte(12) & 0xf) != kSymbolFunction) continue;
      if (functions.size() == kMaxFunctions)
        refuse(ElfCheck::kSymbols, "more than %u functions", kMaxFunctions);
      functions.push_back({symbol.word(4), symbol.word(8), read_name(strings, symbol.word(0))});
    }
  }

  // Cut to kMaxNameBytes; what is not printable becomes a question mark.
  static std::string read_name(std::span<const uint8_t> strings, uint32_t offset) {
    if (offset >= strings.size())
      refuse(ElfCheck::kSymbols, "a symbol's name lies outside of the string table");
    const std::span<const uint8_t> rest = strings.subspan(offset);
    const auto end = std::find(rest.begin(), rest.end(), 0);
    if (end == rest.end()) refuse(ElfCheck::kSymbols, "a symbol's name does not end");
    std::string name(rest.begin(), std::min(end, rest.begin() + std::min(kMaxNameBytes, rest.size())));
    for (char& c : name)
      if (c <= ' ' || c > '~') c = '?';
    return name;
  }

  std::span<const uint8_t> file_;
};

}  // namespace

const char* name(ElfCheck check) {
  switch (check) {
    case ElfCheck::kTruncated:
      return "TRUNCATED";
    case ElfCheck::kMagic:
      return "MAGIC";
    case ElfCheck::kClass:
      return "CLASS";
    case ElfCheck::kByteOrder:
      return "BYTE_ORDER";
    case ElfCheck::kVersion:
      return "VERSION";
    case ElfCheck::kType:
      return "TYPE";
    case ElfCheck::kMachine:
      return "MACHINE";
    case ElfCheck::kHeaderSize:
      return "HEADER_SIZE";
    case ElfCheck::kDynamic:
      return "DYNAMIC";
    case ElfCheck::kSegmentFile:
      return "SEGMENT_FILE";
    case ElfCheck::kSegmentSize:
      return "SEGMENT_SIZE";
    case ElfCheck::kSegmentAddress:
      return "SEGMENT_ADDRESS";
    case ElfCheck::kSegmentOverlap:
      return "SEGMENT_OVERLAP";
    case ElfCheck::kWritableCode:
      return "WRITABLE_CODE";
    case ElfCheck::kCodeAlignment:
      return "CODE_ALIGNMENT";
    case ElfCheck::kCodeSize:
      return "CODE_SIZE";
    case ElfCheck::kImageSize:
      return "IMAGE_SIZE";
    case ElfCheck::kEntryAlignment:
      return "ENTRY_ALIGNMENT";
    case ElfCheck::kEntry:
      return "ENTRY";
    case ElfCheck::kSymbols:
      return "SYMBOLS";
  }
  return "";
}

Image read_elf(std::span<const uint8_t> file) { return Reader(file).read(); }

const Function* find_function(const std::vector<Function>& functions, uint32_t address) {
  auto next = std::upper_bound(functions.begin(), functions.end(), address,
                               [](uint32_t a, const Function& f) { return a < f.address; });
  if (next == functions.begin()) return nullptr;
  const Function& function = *std::prev(next);
  if (function.size == 0 || address - function.address < function.size) return &function;
  return nullptr;
}

}  // namespace switchyard::vm
