// Transforms of fewer rows than a tile's stage has words, by the definition: a word of the output a thread.
#pragma once

#include <cstdint>

#include "cuda/kernels/ntt_roots.h"

namespace switchyard::cuda {

// Word k of a column is `factor` times the sum over i of word i of the input times w^(i k).
template <class F>
struct SmallDft {
  static constexpr const char* kName = "ntt_small_dft";

  const uint32_t* input;
  uint32_t* output;
  int log_rows;
  bool is_inverse;
  Element<F> factor;
  RootTable<F> powers;

  SY_GPU void operator()(uint64_t index) const {
    const uint32_t k = static_cast<uint32_t>(index) & ((1u << log_rows) - 1);
    const uint32_t* const column = input + (index - k);
    const Element<F> w = powers.power(log_rows, is_inverse ? 0 - k : k);
    Element<F> sum = Element<F>::zero();
    for (uint32_t i = 1u << log_rows; i-- > 0;) sum = sum * w + Element<F>{column[i]};
    output[index] = (sum * factor).value;
  }
};

// The low-degree extension as ExtendPass and CosetPass make it: the value at x is the sum over i of word i
// times (1/n) sum_k (x w^-i)^k, whose sum of powers is the product over l of 1 + y^(2^l).
template <class F>
struct SmallLde {
  static constexpr const char* kName = "ntt_small_lde";

  const uint32_t* input;
  uint32_t* output;
  int log_rows;
  int log_blowup;
  Element<F> shift;
  Element<F> inverse_rows;
  RootTable<F> powers;

  SY_GPU void operator()(uint64_t index) const {
    const int log_extended = log_rows + log_blowup;
    const uint32_t row = static_cast<uint32_t>(index) & ((1u << log_extended) - 1);
    const uint32_t* const column = input + (index >> log_extended << log_rows);
    const Element<F> x = shift * powers.power(log_extended, reversed(row, log_extended));
    Element<F> sum = Element<F>::zero();
    for (uint32_t i = 0; i < 1u << log_rows; ++i) {
      Element<F> y = x * powers.power(log_rows, 0 - i);
      Element<F> product{column[i]};
      for (int l = 0; l < log_rows; ++l) {
        product = product + product * y;
        y = y * y;
      }
      sum = sum + product;
    }
    output[index] = (sum * inverse_rows).value;
  }
};

}  // namespace switchyard::cuda
