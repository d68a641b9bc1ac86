#include "faulty/wrong_data.h"

#include <algorithm>
#include <cstdint>

namespace switchyard::faulty {
namespace {

// Below the smaller of the primes.
constexpr uint32_t kBelow = 0x78000001u;

void spoil(uint32_t& word) { word = (word + 1) % kBelow; }

const uint32_t* words_of(const SyOpHeader& op) { return reinterpret_cast<const uint32_t*>(&op); }

void spoil_matrix(uint32_t handle, const cpu::OpEnvironment& environment) {
  const auto matrix = environment.transaction.matrix(handle, "");
  if (matrix->word_count() > 0) spoil(matrix->words()[matrix->word_count() / 2]);
}

void spoil_region(const SyOpHeader& op, const cpu::OpEnvironment& environment) {
  const auto& download = reinterpret_cast<const SyDownload&>(op);
  const uint64_t offset = download.offset_low | uint64_t{download.offset_high} << 32;
  const SyRegion& region = environment.regions[download.region];
  if (offset < region.word_count) spoil(region.words[offset]);
}

}  // namespace

void make_wrong(const SyOpHeader& op, const cpu::OpEnvironment& environment) {
  const uint32_t* words = words_of(op);
  switch (op.kind) {
    case SY_OP_DOWNLOAD:
      return spoil_region(op, environment);
    case SY_OP_COMMIT:
    case SY_OP_OPEN:
    case SY_OP_EVALUATE:
    case SY_OP_GRIND:
      if (!environment.results.empty()) spoil(environment.results.back());
      return;
    case SY_OP_QUOTIENT:
      // The handles of the chunks come last.
      return spoil_matrix(words[op.words - 1], environment);
    case SY_OP_FREE:
    case SY_OP_PROBE:
      return;
    default:
      return spoil_matrix(words[2], environment);
  }
}

}  // namespace switchyard::faulty
