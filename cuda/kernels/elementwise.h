// Kernels that work word by word.
#pragma once

#include <cstdint>

#include "cuda/kernels/column_major.h"
#include "cuda/launch/attributes.h"
#include "math/element.h"
#include "math/split_mix.h"

namespace switchyard::cuda {

struct AddWords {
  static constexpr const char* kName = "add";
  template <class F>
  static SY_GPU Element<F> apply(Element<F> a, Element<F> b) {
    return a + b;
  }
};
struct SubtractWords {
  static constexpr const char* kName = "subtract";
  template <class F>
  static SY_GPU Element<F> apply(Element<F> a, Element<F> b) {
    return a - b;
  }
};
struct MultiplyWords {
  static constexpr const char* kName = "multiply";
  template <class F>
  static SY_GPU Element<F> apply(Element<F> a, Element<F> b) {
    return a * b;
  }
};
// Of the left word; 0 for 0.
struct InvertWords {
  static constexpr const char* kName = "invert";
  template <class F>
  static SY_GPU Element<F> apply(Element<F> a, Element<F>) {
    return inverse(a);
  }
};

// output[i] = function(left[i], right[i]).
template <class F, class Function>
struct Elementwise {
  static constexpr const char* kName = Function::kName;

  const uint32_t* left;
  const uint32_t* right;
  uint32_t* output;

  SY_GPU void operator()(uint64_t i) const {
    output[i] = Function::apply(Element<F>{left[i]}, Element<F>{right[i]}).value;
  }
};

// Word w of the matrix in row-major order is SplitMix64(seed + w) mod p. Index i is the i-th word on the
// card.
template <class F>
struct RandomWords {
  static constexpr const char* kName = "random";

  ColumnMajor output;
  uint64_t seed;

  SY_GPU void operator()(uint64_t i) const {
    const uint64_t row = i % output.rows;
    const uint64_t column = i / output.rows;
    output.words[i] = static_cast<uint32_t>(split_mix(seed + row * output.columns + column) % F::kPrime);
  }
};

// The words of `input` in row-major order as those of `output`. Index i is the i-th word of the output on the
// card.
struct Reshape {
  static constexpr const char* kName = "reshape";

  ColumnMajor input;
  ColumnMajor output;

  SY_GPU void operator()(uint64_t i) const {
    const uint64_t word = i % output.rows * output.columns + i / output.rows;
    output.words[i] = input.at(word / input.columns, static_cast<uint32_t>(word % input.columns));
  }
};

}  // namespace switchyard::cuda
