// The fractions of a table's lookups, from the values of its permutation program.
#pragma once

#include <cstdint>

#include "cuda/launch/atomics.h"
#include "cuda/launch/attributes.h"
#include "math/extension.h"
#include "math/extension_id.h"

namespace switchyard::cuda {

// The columns of values that have the coordinates of a lookup's fraction; kNoValue for those that are zero.
inline constexpr uint32_t kNoValue = ~0u;
struct FractionColumns {
  uint32_t denominator[kMostDegree];
  uint32_t numerator[kMostDegree];
};

// f = V / U = V * conjugates(U) / norm(U) for each row and lookup; norms are base elements, of which each
// index inverts those of kTogether rows at once. A norm that is zero lowers *first_zero to row * lookups +
// lookup. With degree 4 some 45 multiplications and 40 bytes a fraction, so that arithmetic bounds it: about
// 0.02 ms for 2^20 fractions on an H200; with degree 5, some 170.
template <class M>
struct DivideFractions {
  static constexpr const char* kName = "divide_fractions";
  using E = Element<typename M::Base>;
  using Ext = Extension<M>;

  static constexpr uint32_t kTogether = 4;

  const uint32_t* values;  // columns of row_count words
  uint32_t row_count;
  const FractionColumns* fractions;
  uint32_t lookups;
  uint32_t first_row;
  uint64_t rows;     // of the output
  uint32_t* output;  // column-major; lookup l has the columns from d (1 + l) on
  uint64_t* first_zero;

  // How many indices there are; at most 2^32.
  uint64_t count() const { return uint64_t{stride()} * lookups; }

  SY_GPU void operator()(uint64_t index) const {
    const uint32_t lookup = static_cast<uint32_t>(index) / stride();
    const uint32_t first = static_cast<uint32_t>(index) % stride();
    const FractionColumns& columns = fractions[lookup];
    Ext products[kTogether];
    E norms[kTogether], prefix[kTogether];
    E product = E::one();
    SY_UNROLL for (uint32_t k = 0; k < kTogether; ++k) {
      const uint32_t i = first + k * stride();
      norms[k] = i < row_count ? multiply_by_conjugates(columns, i, products[k]) : E::one();
      if (norms[k] == E::zero()) {
        atomic_min(first_zero, uint64_t{first_row + i} * lookups + lookup);
        norms[k] = E::one();
      }
      prefix[k] = product;
      product = product * norms[k];
    }
    product = inverse(product);
    uint32_t* const to = output + M::kDegree * (1 + uint64_t{lookup}) * rows + first_row;
    SY_UNROLL for (uint32_t k = kTogether; k-- > 0;) {
      const E over_norm = product * prefix[k];
      product = product * norms[k];
      const uint32_t i = first + k * stride();
      if (i >= row_count) continue;
      for (uint32_t c = 0; c < M::kDegree; ++c) to[c * rows + i] = (products[k].c[c] * over_norm).value;
    }
  }

 private:
  SY_INLINE uint32_t stride() const { return (row_count + kTogether - 1) / kTogether; }

  SY_GPU Ext load(const uint32_t (&columns)[kMostDegree], uint32_t i) const {
    Ext r;
    for (uint32_t c = 0; c < M::kDegree; ++c)
      r.c[c].value = columns[c] == kNoValue ? 0 : values[uint64_t{columns[c]} * row_count + i];
    return r;
  }
  SY_GPU E multiply_by_conjugates(const FractionColumns& columns, uint32_t i, Ext& product) const {
    Ext conjugates;
    const E norm = norm_and_conjugates(load(columns.denominator, i), conjugates);
    bool is_base = true;
    for (uint32_t c = 1; c < M::kDegree; ++c) is_base &= columns.numerator[c] == kNoValue;
    const Ext numerator = load(columns.numerator, i);
    product = is_base ? conjugates * numerator.c[0] : conjugates * numerator;
    return norm;
  }
};

}  // namespace switchyard::cuda
