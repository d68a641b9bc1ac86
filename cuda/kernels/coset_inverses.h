// Inverses of z - x for an extension point z and all points x of a coset.
#pragma once

#include <cstdint>

#include "cuda/launch/attributes.h"
#include "math/element.h"
#include "math/extension.h"
#include "math/point_inverter.h"

namespace switchyard::cuda {

inline constexpr int kMostCosetBits = 27;  // BabyBear's two-adicity, and the rows of a matrix

// The points of a coset of 2^bits: x_i is `shift` times the product of step[k] over the bits k of i, for the
// natural and for the bit-reversed order.
template <class F>
struct CosetSteps {
  Element<F> shift;
  int bits;
  Element<F> step[kMostCosetBits];  // 1 from `bits` on

  // On the host. Bit-reversed: bit k of i stands for the power 2^(bits - 1 - k) of the generator, which
  // generates the order 2^(k+1).
  static CosetSteps make(int bits, uint32_t shift, bool is_bit_reversed) {
    CosetSteps steps{{shift}, bits, {}};
    for (int k = 0; k < kMostCosetBits; ++k)
      steps.step[k] =
          k >= bits ? Element<F>::one() : two_adic_generator<F>(is_bit_reversed ? k + 1 : bits - k);
    return steps;
  }

  // The product over the `count` lowest bits of i.
  SY_GPU Element<F> point(uint64_t i, int count) const {
    Element<F> x = shift;
    for (int k = 0; k < count; ++k) {
      const Element<F> y = x * step[k];
      if (i >> k & 1) x = y;
    }
    return x;
  }
};

// output word k * n + i = coordinate k of 1 / (z - x_i), or of x_i / (z - x_i), for the n points of the
// coset; 0 where z = x_i.
//
// Index b takes the eight points whose low bits are b: they are a multiple of 1/8 of the coset apart, so that
// neighbours still write neighbouring words, share the work for b, and one inversion (60 multiplications)
// serves all eight. With degree 4, about 35 multiplications and 16 bytes written a point: on an H200 some 25
// us for 2^22 points by arithmetic, 16 by memory.
template <class M, bool times_point>
struct CosetInverses {
  using F = typename M::Base;
  static constexpr const char* kName = times_point ? "barycentric_weights" : "coset_inverses";
  static constexpr int kLogBatch = 3;
  static constexpr int kBatch = 1 << kLogBatch;

  CosetSteps<F> coset;
  PointInverter inverter;
  uint32_t* output;

  // Indices to start.
  static uint64_t count(int bits) { return bits < kLogBatch ? 1 : uint64_t{1} << (bits - kLogBatch); }

  SY_GPU void operator()(uint64_t b) const {
    const uint64_t n = uint64_t{1} << coset.bits;
    const int low_bits = coset.bits < kLogBatch ? 0 : coset.bits - kLogBatch;
    Element<F> x[kBatch];
    x[0] = coset.point(b, low_bits);
    SY_UNROLL
    for (int k = 0; k < kLogBatch; ++k) {
      SY_UNROLL
      for (int i = 0; i < 1 << k; ++i) x[(1 << k) + i] = x[i] * coset.step[low_bits + k];
    }

    Element<F> norm[kBatch], before[kBatch];
    Element<F> product = Element<F>::one();
    SY_UNROLL
    for (int i = 0; i < kBatch; ++i) {
      const Element<F> value = norm_at(x[i]);
      norm[i] = value.value == 0 ? Element<F>::one() : value;  // then the quotient is 0
      before[i] = product;
      product = product * norm[i];
    }
    Element<F> rest = inverse(product);
    SY_UNROLL
    for (int i = kBatch - 1; i >= 0; --i) {
      Element<F> factor = rest * before[i];
      rest = rest * norm[i];
      if (times_point) factor = factor * x[i];
      const uint64_t row = b + (static_cast<uint64_t>(i) << low_bits);
      if (row < n) write(quotient_at(x[i]) * factor, row, n);
    }
  }

 private:
  SY_GPU Element<F> norm_at(Element<F> x) const {
    Element<F> norm = x + Element<F>{inverter.norm[M::kDegree - 1]};
    SY_UNROLL
    for (int j = M::kDegree - 2; j >= 0; --j) norm = norm * x + Element<F>{inverter.norm[j]};
    return norm;
  }

  SY_GPU Extension<M> quotient_at(Element<F> x) const {
    Extension<M> sum = -Extension<M>::one();
    SY_UNROLL
    for (int j = M::kDegree - 2; j >= 0; --j) sum = sum * x + read_element<M>(inverter.quotient[j]);
    return sum;
  }

  SY_GPU void write(const Extension<M>& value, uint64_t row, uint64_t n) const {
    for (int k = 0; k < M::kDegree; ++k) output[static_cast<uint64_t>(k) * n + row] = value.c[k].value;
  }
};

}  // namespace switchyard::cuda
