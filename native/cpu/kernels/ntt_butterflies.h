// Register-level pieces of the transforms: products by factors and up to three layers of butterflies at once.
//
// With p close to 2^31 a word holds two terms of a sum and no more, so that every sum needs a reduction
// somewhere. They are left to the place where they cost least: a word that is multiplied next may be any
// word, and one that is added next is reduced when it is read.
#pragma once

#include "cpu/kernels/ntt_kernels.h"
#include "cpu/lanes/packed.h"

namespace switchyard::cpu::SY_ISA {

// The prime as a value that the compiler does not know: it would replace the multiplication by shifts and
// sums, which are more instructions on busier ports.
template <class F>
inline const volatile uint32_t kHiddenPrime = F::kPrime;

// A lazy word made canonical.
template <class F>
SY_INLINE U32 canonical(U32 x) {
  return lazy_to_canonical(x, U32::broadcast(F::kPrime));
}

// The factors of kLog layers of butterflies on one block: layer l has 2^l of them, from index 2^l - 1 on.
template <class F, int kLog>
struct BlockFactors {
  U32 value[1 << kLog];
  U32 quotient[1 << kLog];
  U32 prime;

  static SY_INLINE BlockFactors load(NttFactors roots, size_t block) {
    BlockFactors factors;
    factors.prime = U32::broadcast(kHiddenPrime<F>);
    load_from<0>(factors, roots, block);
    return factors;
  }

 private:
  template <int kIndex>
  static SY_INLINE void load_from(BlockFactors& factors, NttFactors roots, size_t block) {
    if constexpr (kIndex < (1 << kLog) - 1) {
      constexpr int kLayer = kIndex >= 3 ? 2 : kIndex >= 1 ? 1 : 0;
      const size_t root = (block << kLayer) + kIndex - ((1 << kLayer) - 1);
      factors.value[kIndex] = U32::broadcast(roots.value[root]);
      factors.quotient[kIndex] = lazy_quotient(U32::broadcast(roots.quotient[root]));
      load_from<kIndex + 1>(factors, roots, block);
    }
  }
};

// (a, b) -> (a + w b, a - w b). Takes lazy words, or a reduced a with kReducedA; w = 1 with kOne. The sum is
// lazy, the difference too unless kReduceB.
template <class F, bool kOne, bool kReducedA, bool kReduceB>
SY_INLINE void butterfly_lazy(U32& a, U32& b, U32 value, U32 quotient, U32 prime) {
  U32 product = b;
  if constexpr (!kOne) product = multiply_lazy(b, value, quotient, prime);
  const U32 p = U32::broadcast(F::kPrime);
  const U32 t = reduce_lazy(product, p);
  U32 x = a;
  if constexpr (!kReducedA) x = reduce_lazy(x, p);
  a = x + t;
  b = subtract_lazy<kReduceB>(x, t, p);
}

// kLog layers on 2^kLog lazy words, natural to bit-reversed; kFirst: of block 0, whose first factors are 1.
template <class F, int kLog, bool kFirst, int kStep = 0>
SY_INLINE void butterflies(U32 (&x)[1 << kLog], const BlockFactors<F, kLog>& factors) {
  if constexpr (kStep < (kLog << kLog) / 2) {
    constexpr int kLayer = kStep >> (kLog - 1);
    constexpr int kHalf = 1 << (kLog - 1 - kLayer);
    constexpr int kWithin = kStep & ((1 << (kLog - 1)) - 1);
    constexpr int kBlock = kWithin / kHalf;
    constexpr int kA = kBlock * 2 * kHalf + kWithin % kHalf;
    constexpr int kB = kA + kHalf;
    constexpr bool kReducedA = kLayer > 0 && (kA & (2 * kHalf)) != 0;
    constexpr bool kReduceB = kLayer + 1 < kLog && (kB & (kHalf / 2)) == 0;
    constexpr int kFactor = (1 << kLayer) - 1 + kBlock;
    butterfly_lazy<F, kFirst && kBlock == 0, kReducedA, kReduceB>(x[kA], x[kB], factors.value[kFactor],
                                                                  factors.quotient[kFactor], factors.prime);
    butterflies<F, kLog, kFirst, kStep + 1>(x, factors);
  }
}

// Words from the start of a tile to its row; `stride` is the padded length of a row. Adds up: the offset of
// a + b is the sum of theirs where b is below a power of two that divides a.
SY_INLINE size_t tile_offset(size_t row, size_t stride) {
  return row * stride + row / kTileGapRows * kTileGapWords;
}

SY_INLINE size_t tile_stride(size_t words) { return (words + U32::kLanes - 1) / U32::kLanes * U32::kLanes; }

// The lowest `bits` bits of i in reverse order, bits <= 16.
SY_INLINE size_t reverse_low_bits(size_t i, int bits) {
  uint32_t r = static_cast<uint32_t>(i);
  r = ((r & 0x5555) << 1) | ((r >> 1) & 0x5555);
  r = ((r & 0x3333) << 2) | ((r >> 2) & 0x3333);
  r = ((r & 0x0f0f) << 4) | ((r >> 4) & 0x0f0f);
  r = ((r & 0x00ff) << 8) | ((r >> 8) & 0x00ff);
  return r >> (16 - bits);
}

}  // namespace switchyard::cpu::SY_ISA
