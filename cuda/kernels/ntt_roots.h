// Roots of unity on the card: any power of the field's full two-adic root by two look-ups and a product, and
// the factors between the stages of a tile. The tables are the same for every size of transform.
#pragma once

#include <cstdint>

#include "cuda/kernels/ntt_tile.h"
#include "cuda/launch/attributes.h"
#include "math/element.h"

namespace switchyard::cuda {

// Powers of g, the generator of order 2^kTwoAdicity.
template <class F>
struct RootTable {
  static constexpr int kLogLow = (F::kTwoAdicity + 1) / 2;
  static constexpr int kLogHigh = F::kTwoAdicity - kLogLow;
  static constexpr uint32_t kWords = (1u << kLogLow) + (1u << kLogHigh);

  const uint32_t* words;  // g^i for i < 2^kLogLow; then g^(i 2^kLogLow) for i < 2^kLogHigh

  // w^exponent for w of order 2^log_order; the exponent counts modulo 2^log_order, negative ones as two's
  // complement.
  SY_GPU Element<F> power(int log_order, uint32_t exponent) const {
    const uint32_t full = exponent << (F::kTwoAdicity - log_order) & ((1u << F::kTwoAdicity) - 1);
    return Element<F>{words[full & ((1u << kLogLow) - 1)]} *
           Element<F>{words[(1u << kLogLow) + (full >> kLogLow)]};
  }
};

// All tables of a field, one after another.
template <class F>
struct NttTables {
  static constexpr uint32_t kForward = RootTable<F>::kWords;  // twiddles of forward tiles
  static constexpr uint32_t kInverse = kForward + kTwiddleWords;
  static constexpr uint32_t kWords = kInverse + kTwiddleWords;
};

// Index i computes word i of the tables. Some ten products for each of some 10^4 words, once a queue.
template <class F>
struct MakeNttTables {
  static constexpr const char* kName = "make_ntt_tables";

  uint32_t* words;
  Element<F> root;          // of order 2^kTwoAdicity
  Element<F> inverse_root;  // its inverse

  SY_GPU void operator()(uint64_t i) const { words[i] = word(static_cast<uint32_t>(i)).value; }

 private:
  using Tables = NttTables<F>;

  SY_GPU Element<F> word(uint32_t i) const {
    constexpr int kLogLow = RootTable<F>::kLogLow;
    if (i < 1u << kLogLow) return power(root, i);
    if (i < Tables::kForward) return power(root, uint64_t{i - (1u << kLogLow)} << kLogLow);
    if (i < Tables::kInverse) return twiddle(root, i - Tables::kForward);
    return twiddle(inverse_root, i - Tables::kInverse);
  }
  // As StageRoots says.
  SY_GPU static Element<F> twiddle(Element<F> g, uint32_t i) {
    int log_low = 0;
    while (i >= (kStageWords << (log_low + 1)) - kStageWords) ++log_low;
    const uint32_t within = i - ((kStageWords << log_low) - kStageWords);
    const uint32_t j = within >> log_low;
    const uint32_t l = within & ((1u << log_low) - 1);
    return power(g, uint64_t{l * j} << (F::kTwoAdicity - log_low - kStageLevels));
  }
};

// output[r * count + l] = first * bases[r]^l, for index r * count + l.
template <class F>
struct MakePowers {
  static constexpr const char* kName = "make_powers";
  static constexpr uint32_t kMostRows = 16;

  uint32_t* output;
  uint32_t count;
  Element<F> first;
  Element<F> bases[kMostRows];

  SY_GPU void operator()(uint64_t i) const { output[i] = (first * power(bases[i / count], i % count)).value; }
};

}  // namespace switchyard::cuda
