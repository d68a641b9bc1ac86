// FRI folds: all binary folds of one op in one kernel.
//
// A block takes up to 1,024 rows, folds them in pairs from global memory and the results in shared memory,
// each time half as many, until its part of the output is left.
//
// On an H200 memory bounds it: with degree 4, 16 bytes are read a row and 16 / 2^log_arity written, 24 in all
// for a binary fold, so 180 rows a ns. A pair costs 23 multiplications and, of the first fold, about ten more
// for its point; that makes some 3,000 a ns, of 5,500 that the card can do. All folds together have fewer
// pairs than rows.
#pragma once

#include <algorithm>
#include <cstdint>

#include "cuda/launch/block.h"
#include "math/element.h"
#include "math/extension.h"
#include "math/extension_dispatch.h"

namespace switchyard::cuda {

inline constexpr int kMostFolds = 8;  // device/kit/opening_checks.h

// Pair j of 2^bits has the point s_j = g^brev(j) of the subgroup of order 2^(bits + 1), whose inverse is the
// product of inverse_root[k], of order 2^(k+2), over the bits k of j: the same for every length.
template <class F>
struct PairPoints {
  static constexpr int kBits = 26;  // of pairs; rows are at most 2^27

  Element<F> inverse_root[kBits];

  // On the host.
  static PairPoints make(int log_rows) {
    PairPoints points{};
    for (int k = 0; k + 1 < log_rows; ++k) points.inverse_root[k] = inverse(two_adic_generator<F>(k + 2));
    return points;
  }

  // The product over the bits of i, the lowest of which stands for bit `first` of a pair.
  SY_GPU Element<F> inverse_at(uint64_t i, int first) const {
    Element<F> x = Element<F>::one();
    for (int k = first; i != 0; i >>= 1, ++k)
      if (i & 1) x = x * inverse_root[k];
    return x;
  }
};

// Column k of the input is its coordinate k, and so on. The fold of pair j is
//   (in[2j] + in[2j+1]) / 2 + beta / (2 s_j) * (in[2j] - in[2j+1]).
template <class M>
struct Fold {
  using F = typename M::Base;
  using K = Extension<M>;
  static constexpr const char* kName = "fold";
  static constexpr uint32_t kThreads = 256;
  static constexpr int kLogTileRows = 10;
  static_assert(kLogTileRows >= kMostFolds);
  static constexpr uint32_t kTablePairs = uint32_t{1} << (kLogTileRows - 1);

  const uint32_t* input;
  uint32_t* output;
  const uint32_t* addend;  // or null
  int log_rows;
  int log_arity;
  PairPoints<F> points;
  K half_beta[kMostFolds];  // beta^(2^i) / 2 for fold i
  K addend_scale;

  static int log_tile_rows(int log_rows) { return std::min(log_rows, int{kLogTileRows}); }
  // For a table of points, and the results of the first and the second fold where there is another one.
  static uint32_t shared_bytes(int log_arity) {
    const uint32_t results = log_arity == 1   ? 0
                             : log_arity == 2 ? kTablePairs
                                              : kTablePairs + kTablePairs / 2;
    return (kTablePairs + results * M::kDegree) * sizeof(uint32_t);
  }

  SY_GPU void operator()(Block& block) const {
    const int log_tile = log_rows < kLogTileRows ? log_rows : kLogTileRows;
    const auto table = block.shared<uint32_t>(kTablePairs);
    const auto even = block.shared<uint32_t>(log_arity > 1 ? kTablePairs * M::kDegree : 0);
    const auto odd = block.shared<uint32_t>(log_arity > 2 ? kTablePairs / 2 * M::kDegree : 0);
    block.each_thread([&](uint32_t t) {
      for (uint32_t j = t; j < uint32_t{1} << (log_tile - 1); j += kThreads)
        table[j] = points.inverse_at(j, 0).value;
    });
    for (int i = 0; i < log_arity; ++i) {
      const int log_pairs = log_tile - 1 - i;
      const auto from = i % 2 == 0 ? odd : even;
      const auto to = i % 2 == 0 ? even : odd;
      block.each_thread([&](uint32_t t) {
        const K factor = half_beta[i] * points.inverse_at(block.index(), log_pairs);
        for (uint32_t j = t; j < uint32_t{1} << log_pairs; j += kThreads) {
          const K folded = i == 0 ? fold_input(block.index(), j, log_pairs, factor * Element<F>{table[j]})
                                  : fold_shared(from, j, log_pairs, factor * Element<F>{table[j]});
          if (i + 1 == log_arity)
            write(folded, (block.index() << log_pairs) + j);
          else
            for (uint32_t k = 0; k < M::kDegree; ++k) to[(k << log_pairs) + j] = folded.c[k].value;
        }
      });
    }
  }

 private:
  SY_GPU static K fold_pair(const K& a, const K& b, const K& factor) {
    K half = a + b;
    for (int k = 0; k < M::kDegree; ++k) half.c[k] = halve(half.c[k]);
    return half + factor * (a - b);
  }

  SY_GPU K fold_input(uint64_t block, uint32_t j, int log_pairs, const K& factor) const {
    const uint64_t row = (block << (log_pairs + 1)) + 2 * j;
    K a{}, b{};
    for (int k = 0; k < M::kDegree; ++k) {
      const uint32_t* const at = input + (static_cast<uint64_t>(k) << log_rows) + row;
      a.c[k].value = at[0];
      b.c[k].value = at[1];
    }
    return fold_pair(a, b, factor);
  }

  template <class Shared>
  SY_GPU static K fold_shared(const Shared& from, uint32_t j, int log_pairs, const K& factor) {
    K a{}, b{};
    for (uint32_t k = 0; k < M::kDegree; ++k) {
      a.c[k].value = from[(k << (log_pairs + 1)) + 2 * j];
      b.c[k].value = from[(k << (log_pairs + 1)) + 2 * j + 1];
    }
    return fold_pair(a, b, factor);
  }

  SY_GPU void write(K value, uint64_t row) const {
    const uint64_t rows = uint64_t{1} << (log_rows - log_arity);
    if (addend != nullptr) {
      K added{};
      for (int k = 0; k < M::kDegree; ++k) added.c[k].value = addend[k * rows + row];
      value = value + addend_scale * added;
    }
    for (int k = 0; k < M::kDegree; ++k) output[k * rows + row] = value.c[k].value;
  }
};

}  // namespace switchyard::cuda
