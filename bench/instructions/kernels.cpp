// Batches that fit the first-level cache, of the kernels that most of a proof is spent in.
#include "kernels.h"

#include <cstdint>

namespace switchyard::bench {

using namespace switchyard::cpu;

constexpr size_t kStates = 64;
constexpr size_t kWords = 1024;
constexpr int kLogRows = 9;
constexpr size_t kColumns = 16;
constexpr size_t kRows = size_t{1} << kLogRows;
constexpr size_t kButterflies = kRows / 2 * kLogRows * kColumns;
constexpr size_t kMatrixColumns = 64;

constexpr uint32_t kKoalaBear = static_cast<uint32_t>(FieldId::kKoalaBear);
constexpr uint32_t kBabyBear = static_cast<uint32_t>(FieldId::kBabyBear);

namespace {

struct Buffers {
  uint32_t a[16 * kWords];  // words below both primes, as in b
  uint32_t b[16 * kWords];
  uint32_t out[16 * kWords];
  uint64_t states[25 * kStates];
  alignas(64) uint32_t tile[ntt_tile_words(kLogRows, kColumns)];

  Buffers() {
    for (size_t i = 0; i < 16 * kWords; ++i) {
      a[i] = static_cast<uint32_t>(i * 0x9e3779b97f4a7c15u >> 34);
      b[i] = a[i] ^ 0x15555555;
    }
  }
};
Buffers buffers;

template <uint32_t field>
void transform(const Kernels& kernels) {
  NttTile tile;
  tile.log_rows = kLogRows;
  tile.words = kColumns;
  tile.roots = {buffers.b, buffers.b};  // counts do not depend on values
  tile.tile = buffers.tile;
  tile.in = buffers.a;
  tile.in_stride = kColumns;
  tile.out = buffers.out;
  tile.out_stride = kColumns;
  kernels.ntt[field].transform(tile);
}

template <int degree>
void fold(const Kernels& kernels) {
  kernels.linear[kKoalaBear].extension[degree - 4].fold_pairs(buffers.a, buffers.b, buffers.b, kWords,
                                                              buffers.out);
}

template <int degree>
void combine(const Kernels& kernels) {
  kernels.linear[kKoalaBear].extension[degree - 4].combine_columns(
      buffers.a, kWords / kMatrixColumns, kMatrixColumns, buffers.b, false, buffers.out);
}

template <uint32_t field>
void poseidon2_16(const Kernels& kernels) {
  kernels.hash[field].permute16(buffers.a, kStates, 1);
}

template <uint32_t field>
void poseidon2_24(const Kernels& kernels) {
  kernels.hash[field].permute24(buffers.a, kStates, 1);
}

void keccak(const Kernels& kernels) { kernels.keccak->permute(buffers.states, kStates, 1); }

void multiply(const Kernels& kernels) {
  kernels.field[kKoalaBear].mul(buffers.a, buffers.b, buffers.out, kWords);
}

constexpr Kernel kList[] = {
    {"poseidon2-koalabear-16", kStates, poseidon2_16<kKoalaBear>},
    {"poseidon2-koalabear-24", kStates, poseidon2_24<kKoalaBear>},
    {"poseidon2-babybear-16", kStates, poseidon2_16<kBabyBear>},
    {"poseidon2-babybear-24", kStates, poseidon2_24<kBabyBear>},
    {"keccak-f", kStates, keccak},
    {"butterfly-koalabear", kButterflies, transform<kKoalaBear>},
    {"butterfly-babybear", kButterflies, transform<kBabyBear>},
    {"multiply-koalabear", kWords, multiply},
    {"fold-koalabear-4", kWords, fold<4>},
    {"fold-koalabear-5", kWords, fold<5>},
    {"combine-koalabear-4", kWords, combine<4>},
    {"combine-koalabear-5", kWords, combine<5>},
};

}  // namespace

KernelList kernels() { return {kList, kList + sizeof(kList) / sizeof(kList[0])}; }

}  // namespace switchyard::bench
