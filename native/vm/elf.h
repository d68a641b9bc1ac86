// Reads guest programs: statically linked ELF32 executables for RISC-V (System V gABI, RISC-V psABI). Whoever
// made the file is not trusted.
#pragma once

#include <cstdint>
#include <exception>
#include <span>
#include <string>
#include <vector>

namespace switchyard::vm {

// Data memory ends here; so does what a program may load.
inline constexpr uint32_t kAddressLimit = 0x78000000;
inline constexpr uint32_t kMaxImageBytes = 512u << 20;
inline constexpr uint32_t kMaxCodeBytes = 32u << 20;

// What a file can be refused for.
enum class ElfCheck {
  kTruncated,
  kMagic,
  kClass,
  kByteOrder,
  kVersion,
  kType,
  kMachine,
  kHeaderSize,
  kDynamic,
  kSegmentFile,
  kSegmentSize,
  kSegmentAddress,
  kSegmentOverlap,
  kWritableCode,
  kCodeAlignment,
  kCodeSize,
  kImageSize,
  kEntryAlignment,
  kEntry,
  kSymbols,
};

// The check's stable name, such as "MACHINE".
const char* name(ElfCheck check);

class ElfError : public std::exception {
 public:
  ElfError(ElfCheck check, std::string text) : check_(check), text_(std::move(text)) {}
  ElfCheck check() const { return check_; }
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  ElfCheck check_;
  std::string text_;
};

// A part of memory as the program starts; bytes behind `bytes` up to `size` are zero.
struct Segment {
  uint32_t address;
  uint32_t size;
  bool executable;
  std::vector<uint8_t> bytes;
};

// A function of the symbol table.
struct Function {
  uint32_t address;
  uint32_t size;
  std::string name;  // printable ASCII
};

struct Image {
  uint32_t entry;
  std::vector<Segment> segments;    // by address, disjoint
  std::vector<Function> functions;  // by address, one for an address; empty where the file is stripped
};

// Throws ElfError.
Image read_elf(std::span<const uint8_t> file);

// The function that an address lies in, or null. A function without a size reaches to the next one.
const Function* find_function(const std::vector<Function>& functions, uint32_t address);

}  // namespace switchyard::vm
