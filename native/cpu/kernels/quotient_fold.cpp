// Folding constraints: sums of base values times extension weights.
//
// Products of two words below p are below 2^62, so that four of them fit 64 bits, but not eight. Every four
// are summed from zero; to the sum over all fours, T_1 + T_2 + .., two words are kept: A, the sum mod 2^64,
// and H, the sum of the T_i >> 32. Then A - 2^32 H mod 2^64 is the sum of the low halves, which is far below
// 2^64, and the whole sum is 2^32 H plus it. That costs two additions and a shift for four products; folding
// a running sum by 2^32 p would cost a subtraction and a minimum for every two.
#include "cpu/kernels/quotient_parts.h"
#include "cpu/lanes/packed.h"

namespace switchyard::cpu::SY_ISA {
namespace {

constexpr size_t kLanes = U32::kLanes;
constexpr size_t kVectors = kProgramBlock / kLanes;

}  // namespace

template <class M>
void FoldSums<M>::clear(uint64_t* sums) {
  for (size_t i = 0; i < kWords; ++i) sums[i] = 0;
}

template <class M>
void FoldSums<M>::add(const uint32_t* constraints, const uint32_t* weights, size_t groups, uint64_t* sums) {
  constexpr size_t d = M::kDegree;
  for (size_t v = 0; v < kVectors; ++v) {
    uint64_t* sum = sums + v * 2 * d * kLanes;
    Wide whole[d];
    Wide high[d];
    for (size_t k = 0; k < d; ++k) {
      whole[k] = load_wide(sum + 2 * k * kLanes);
      high[k] = load_wide(sum + (2 * k + 1) * kLanes);
    }
    const uint32_t* constraint = constraints + v * kLanes;
    const uint32_t* weight = weights;
    for (size_t g = 0; g < groups; ++g) {
      Factor c[kFoldGroup];
      for (size_t j = 0; j < kFoldGroup; ++j) c[j] = widen(U32::load(constraint + j * kProgramBlock));
      for (size_t k = 0; k < d; ++k) {
        Wide t = mul_wide(c[0], widen_uniform(weight[0]));
        for (size_t j = 1; j < kFoldGroup; ++j) t = t + mul_wide(c[j], widen_uniform(weight[j]));
        whole[k] = whole[k] + t;
        high[k] = high[k] + high_halves(t);
        weight += kFoldGroup;
      }
      constraint += kFoldGroup * kProgramBlock;
    }
    for (size_t k = 0; k < d; ++k) {
      store_wide(whole[k], sum + 2 * k * kLanes);
      store_wide(high[k], sum + (2 * k + 1) * kLanes);
    }
  }
}

template <class M>
void FoldSums<M>::finish(const uint64_t* sums, uint32_t* values) {
  using F = typename M::Base;
  using P = Packed<F>;
  constexpr size_t d = M::kDegree;
  // 2^32 H * 2^-32 = H = (H * 2^-32) * (2^64 mod p) * 2^-32.
  const P square_of_r = P::broadcast(Element<F>::from_montgomery(kMontgomeryR2<F>));
  for (size_t v = 0; v < kVectors; ++v) {
    for (size_t k = 0; k < d; ++k) {
      const uint64_t* sum = sums + (v * d + k) * 2 * kLanes;
      const Wide high = load_wide(sum + kLanes);
      const Wide low = load_wide(sum) - raise_low_halves(high);
      const P value = P::reduce(low) + P::reduce(high) * square_of_r;
      value.store(values + k * kProgramBlock + v * kLanes);
    }
  }
}

template struct FoldSums<KoalaBear4>;
template struct FoldSums<BabyBear4>;
template struct FoldSums<KoalaBear5>;

}  // namespace switchyard::cpu::SY_ISA
