#include "vm/program.h"

#include <algorithm>

namespace switchyard::vm {
namespace {

bool has_near_target(Code code) { return code == Code::kJal || (code >= Code::kBeq && code <= Code::kBgeu); }

uint32_t word_of(const std::vector<uint8_t>& bytes, size_t at) {
  uint32_t word = 0;
  for (size_t i = 0; i < 4 && at + i < bytes.size(); ++i) word |= uint32_t{bytes[at + i]} << (8 * i);
  return word;
}

CodeRegion decode_region(const Segment& segment) {
  CodeRegion region;
  region.address = segment.address;
  const size_t count = segment.size / 4;
  region.words.reserve(count);
  region.ops.reserve(count + 1);
  for (size_t i = 0; i < count; ++i) {
    const uint32_t word = word_of(segment.bytes, 4 * i);
    const uint32_t pc = segment.address + static_cast<uint32_t>(4 * i);
    Op op = decode(word, pc);
    if (has_near_target(op.code)) {
      const int64_t target = static_cast<int64_t>(4 * i) + op.imm;
      if (op.imm % 4 != 0 || target < 0 || target >= static_cast<int64_t>(4 * count)) op.code = Code::kFar;
    }
    region.words.push_back(word);
    region.ops.push_back(op);
  }
  region.ops.push_back({Code::kEnd, kSink, 0, 0, 0});
  return region;
}

}  // namespace

Program::Program(Image image) : image_(std::move(image)) {
  for (const Segment& segment : image_.segments) {
    if (!segment.executable || segment.size < 4) continue;
    regions_.push_back(decode_region(segment));
    longest_run_ = std::max<uint64_t>(longest_run_, regions_.back().words.size());
  }
}

const CodeRegion* Program::find_region(uint32_t address) const {
  auto next = std::upper_bound(regions_.begin(), regions_.end(), address,
                               [](uint32_t a, const CodeRegion& r) { return a < r.address; });
  if (next == regions_.begin()) return nullptr;
  const CodeRegion& region = *std::prev(next);
  return address - region.address < region.size() ? &region : nullptr;
}

std::optional<uint32_t> Program::word_at(uint32_t address) const {
  const CodeRegion* region = find_region(address);
  if (region == nullptr || address % 4 != 0) return std::nullopt;
  return region->words[(address - region->address) / 4];
}

}  // namespace switchyard::vm
