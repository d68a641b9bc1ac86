// Runs one kernel of one instruction set a number of times over a batch that fits the first-level cache.
//
// usage: instruction-kernels ISA KERNEL TIMES
//        instruction-kernels ISA
//
// The second form prints the names of the kernels, each with the units of one batch. What a kernel
// costs is the difference between two runs of different TIMES: all else in them is the same.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "cpu/isa.h"
#include "cpu/ntt_roots.h"

namespace {

using namespace switchyard;
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

// Words below both primes.
struct Buffers {
  std::vector<uint32_t> a = words(1);
  std::vector<uint32_t> b = words(2);
  std::vector<uint32_t> out = words(3);
  alignas(64) uint32_t tile[ntt_tile_words(kLogRows, kColumns)];

  static std::vector<uint32_t> words(uint64_t seed) {
    std::vector<uint32_t> result(16 * kWords);
    for (size_t i = 0; i < result.size(); ++i)
      result[i] = static_cast<uint32_t>((seed * result.size() + i) * 0x9e3779b97f4a7c15u >> 34);
    return result;
  }
};

struct Kernel {
  const char* name;
  size_t units;  // in a batch
  void (*run)(const Kernels& kernels, Buffers& buffers);
};

template <uint32_t field>
void transform(const Kernels& kernels, Buffers& buffers) {
  NttTile tile;
  tile.log_rows = kLogRows;
  tile.words = kColumns;
  tile.roots = NttRoots::of(static_cast<FieldId>(field)).forward();
  tile.tile = buffers.tile;
  tile.in = buffers.a.data();
  tile.in_stride = kColumns;
  tile.out = buffers.out.data();
  tile.out_stride = kColumns;
  kernels.ntt[field].transform(tile);
}

template <int degree>
void fold(const Kernels& kernels, Buffers& buffers) {
  kernels.linear[kKoalaBear].extension[degree - 4].fold_pairs(buffers.a.data(), buffers.b.data(),
                                                              buffers.b.data(), kWords, buffers.out.data());
}

template <int degree>
void combine(const Kernels& kernels, Buffers& buffers) {
  kernels.linear[kKoalaBear].extension[degree - 4].combine_columns(
      buffers.a.data(), kWords / kMatrixColumns, kMatrixColumns, buffers.b.data(), false, buffers.out.data());
}

template <uint32_t field>
void poseidon2_16(const Kernels& kernels, Buffers& buffers) {
  kernels.hash[field].permute16(buffers.a.data(), kStates);
}

template <uint32_t field>
void poseidon2_24(const Kernels& kernels, Buffers& buffers) {
  kernels.hash[field].permute24(buffers.a.data(), kStates);
}

void keccak(const Kernels& kernels, Buffers& buffers) {
  kernels.keccak->permute(reinterpret_cast<uint64_t*>(buffers.a.data()), kStates);
}

void multiply(const Kernels& kernels, Buffers& buffers) {
  kernels.field[kKoalaBear].mul(buffers.a.data(), buffers.b.data(), buffers.out.data(), kWords);
}

constexpr Kernel kKernels[] = {
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

int main(int count, char** arguments) {
  const Kernels* kernels = count < 2 ? nullptr : find_isa(arguments[1]);
  if (kernels == nullptr || (count != 2 && count != 4)) {
    std::fprintf(stderr,
                 "usage: instruction-kernels ISA [KERNEL TIMES], for an instruction set of this machine\n");
    return 2;
  }
  if (count == 2) {
    for (const Kernel& kernel : kKernels) std::printf("%s %zu\n", kernel.name, kernel.units);
    return 0;
  }
  static Buffers buffers;
  for (const Kernel& kernel : kKernels) {
    if (std::strcmp(kernel.name, arguments[2]) != 0) continue;
    for (long i = std::strtol(arguments[3], nullptr, 10); i > 0; --i) kernel.run(*kernels, buffers);
    return 0;
  }
  std::fprintf(stderr, "instruction-kernels: no kernel %s\n", arguments[2]);
  return 2;
}
