#include "vm/precompiles.h"

#include <algorithm>
#include <array>

#include "math/keccak.h"
#include "math/sha256.h"
#include "math/uint256.h"

namespace switchyard::vm {
namespace {

void sha_extend(uint32_t* w) {
  for (int t = 16; t < 64; ++t) w[t] = sha256_extend(w[t - 16], w[t - 15], w[t - 7], w[t - 2]);
}

void sha_compress(uint32_t* words) {
  uint32_t w[64], state[8];
  std::copy_n(words, 64, w);
  std::copy_n(words + 64, 8, state);
  sha256_rounds(state, w);
  std::copy_n(state, 8, words + 64);
}

void keccak_permute(uint32_t* words) {
  uint64_t state[kKeccakLanes];
  for (int i = 0; i < kKeccakLanes; ++i) state[i] = words[2 * i] | uint64_t{words[2 * i + 1]} << 32;
  keccak_f(state);
  for (int i = 0; i < kKeccakLanes; ++i) {
    words[2 * i] = static_cast<uint32_t>(state[i]);
    words[2 * i + 1] = static_cast<uint32_t>(state[i] >> 32);
  }
}

void uint256_mul(uint32_t* words) {
  uint32_t y[kUint256Words], m[kUint256Words], x[kUint256Words];
  std::copy_n(words, kUint256Words, y);
  std::copy_n(words + kUint256Words, kUint256Words, m);
  std::copy_n(words + 2 * kUint256Words, kUint256Words, x);
  uint32_t quotient[2 * kUint256Words], remainder[kUint256Words];
  uint256_multiply_modulo(x, y, m, quotient, remainder);
  std::copy_n(remainder, kUint256Words, words + 2 * kUint256Words);
}

constexpr WordRange kShaExtendRanges[] = {{kA0, 64, true, 0}};
constexpr WordRange kShaCompressRanges[] = {{kA0, 64, false, 0}, {kA1, 8, true, 1}};

constexpr WordRange kKeccakPermuteRanges[] = {{kA0, 50, true, 0}};
// y with the modulus behind it, then x.
constexpr WordRange kUint256MulRanges[] = {{kA1, 16, false, 0}, {kA0, 8, true, 1}};

constexpr Precompile kAll[] = {
    {Call::kShaExtend, Chip::kShaExtend, Chip::kShaSchedule, 6, kShaExtendRanges, sha_extend},
    {Call::kShaCompress, Chip::kShaCompress, Chip::kShaRounds, 8, kShaCompressRanges, sha_compress},
    {Call::kKeccakPermute, Chip::kKeccakPermute, Chip::kKeccakRound, kKeccakRounds, kKeccakPermuteRanges,
     keccak_permute},
    {Call::kUint256Mul, Chip::kUint256Mul, Chip::kUint256Mul, 1, kUint256MulRanges, uint256_mul},
};

std::span<uint8_t> bytes_of(uint32_t* words, uint32_t count) {
  return {reinterpret_cast<uint8_t*>(words), size_t{4} * count};
}

}  // namespace

const std::span<const Precompile> kPrecompiles = kAll;

uint32_t Precompile::words() const {
  uint32_t count = 0;
  for (const WordRange& range : ranges) count += range.words;
  return count;
}

const WordRange& Precompile::written() const {
  return *std::find_if(ranges.begin(), ranges.end(), [](const WordRange& range) { return range.written; });
}

const Precompile* find_precompile(uint32_t number) {
  for (const Precompile& precompile : kAll)
    if (static_cast<uint32_t>(precompile.call) == number) return &precompile;
  return nullptr;
}

bool arguments_fit(const Precompile& precompile, const Machine& machine) {
  if (precompile.ranges.size() == 1 && machine.x[kA1] != 0) return false;
  return std::all_of(precompile.ranges.begin(), precompile.ranges.end(), [&](const WordRange& range) {
    const uint32_t address = machine.x[range.pointer];
    return address % 4 == 0 && uint64_t{address} + 4 * range.words <= kAddressLimit;
  });
}

Access carry_out(const Precompile& precompile, const Machine& machine, Memory& memory) {
  std::array<uint32_t, kMaxPrecompileWords> words;
  uint32_t* at = words.data();
  uint32_t* result = nullptr;
  for (const WordRange& range : precompile.ranges) {
    const Access access = memory.read(machine.x[range.pointer], bytes_of(at, range.words));
    if (access != Access::kDone) return access;
    if (range.written) result = at;
    at += range.words;
  }
  precompile.compute(words.data());
  const WordRange& written = precompile.written();
  return memory.write(machine.x[written.pointer], bytes_of(result, written.words));
}

}  // namespace switchyard::vm
