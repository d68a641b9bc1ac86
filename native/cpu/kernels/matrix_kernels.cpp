// Base-field matrices times extension vectors from the right and from the left.
//
// Every matrix word meets d extension coefficients, so that the work is d products of 31 by 31 bits for each
// word, summed in 64 bits. Sums are kept below 2^32 p: two products add less than 2 p^2 < 2^32 p, the sum is
// below 2^33 p < 2^64, and fold_high brings it back. One Montgomery reduction at the very end.
#include "cpu/kernels/linear_parts.h"
#include "cpu/lanes/packed_extension.h"

namespace switchyard::cpu::SY_ISA {
namespace {

constexpr size_t kLanes = U32::kLanes;

constexpr size_t blocks_of(size_t columns) { return (columns + kLanes - 1) / kLanes; }

template <class F>
SY_INLINE U64 high_prime64() {
  return U64::broadcast(uint64_t{F::kPrime} << 32);
}

// The sum of all lanes * 2^-32 mod p, for lanes below 2^64: with the high and the low halves summed apart,
// H * 2^32 + L, that is H + L * 2^-32.
template <class F>
SY_INLINE Element<F> reduce_lanes(U64 sum) {
  uint64_t high;
  uint64_t low;
  sum_halves(sum, high, low);
  return Element<F>{static_cast<uint32_t>(high % F::kPrime)} + Element<F>{montgomery_reduce<F>(low)};
}

// How many words ahead to prefetch where `group` words are read at a time, each word once: a whole number of
// groups, and at least what memory delivers while one group is worked on.
constexpr size_t prefetch_distance(size_t group) {
  constexpr size_t kLeastWords = 4096;
  return group >= kLeastWords ? group : (kLeastWords + group - 1) / group * group;
}

// Rows [0, R) at once: a vector of weights is loaded and widened for all of them.
template <class M, size_t R>
SY_INLINE void combine_columns_of(const uint32_t* matrix, size_t columns, const uint32_t* packed,
                                  bool accumulate, uint32_t* out) {
  using F = typename M::Base;
  constexpr size_t d = M::kDegree;
  const U64 prime = high_prime64<F>();
  U64 sum[R][d];
  for (size_t r = 0; r < R; ++r)
    for (size_t k = 0; k < d; ++k) sum[r][k] = U64::broadcast(0);
  // The rest of the rows after whole blocks is read from a padded copy, in the same loop: a second copy of
  // its body would make the compiler keep the sums in memory.
  const size_t whole = columns / kLanes * kLanes;
  const size_t padded = blocks_of(columns) * kLanes;
  uint32_t tail[R * kLanes];
  if (whole < columns) {
    for (size_t r = 0; r < R; ++r)
      U32::load_partial(matrix + r * columns + whole, static_cast<int>(columns - whole))
          .store(tail + r * kLanes);
  }
  const size_t ahead = columns == 0 ? 0 : prefetch_distance(R * columns);
  for (size_t c = 0; c < padded; c += kLanes, packed += d * kLanes) {
    const uint32_t* block = c < whole ? matrix + c : tail;
    const size_t stride = c < whole ? columns : kLanes;
    Factor x[R];
    for (size_t r = 0; r < R; ++r) {
      x[r] = widen(U32::load(block + r * stride));
      __builtin_prefetch(matrix + ahead + r * columns + c, 0, 2);
    }
    for (size_t k = 0; k < d; ++k) {
      const Factor w = widen(U32::load(packed + k * kLanes));
      for (size_t r = 0; r < R; ++r)
        sum[r][k] = fold_high<F>(sum[r][k] + add_halves(mul_wide(x[r], w)), prime);
    }
  }
  for (size_t r = 0; r < R; ++r) {
    for (size_t k = 0; k < d; ++k) {
      Element<F> value = reduce_lanes<F>(sum[r][k]);
      uint32_t& word = out[r * d + k];
      if (accumulate) value = value + Element<F>{word};
      word = value.value;
    }
  }
}

// Rows that are read together in combine_rows before the next column block. The tile and the next one, which
// is prefetched meanwhile, stay in L2.
constexpr size_t tile_rows(size_t columns) {
  constexpr size_t kTileWords = size_t{32} << 10;
  const size_t rows = kTileWords / columns;
  return rows < 8 ? 8 : rows > 256 ? 256 : rows / 2 * 2;
}

}  // namespace

template <class M>
size_t MatrixKernels<M>::packed_weights(size_t columns) {
  return blocks_of(columns) * M::kDegree * kLanes;
}

template <class M>
void MatrixKernels<M>::pack_weights(const uint32_t* weights, size_t columns, uint32_t* packed) {
  constexpr size_t d = M::kDegree;
  for (size_t c = 0; c < blocks_of(columns) * kLanes; ++c)
    for (size_t k = 0; k < d; ++k)
      packed[(c / kLanes * d + k) * kLanes + c % kLanes] = c < columns ? weights[c * d + k] : 0;
}

template <class M>
void MatrixKernels<M>::combine_columns(const uint32_t* matrix, size_t rows, size_t columns,
                                       const uint32_t* packed, bool accumulate, uint32_t* out) {
  constexpr size_t kRows = 4;
  size_t r = 0;
  for (; r + kRows <= rows; r += kRows)
    combine_columns_of<M, kRows>(matrix + r * columns, columns, packed, accumulate, out + r * M::kDegree);
  for (; r < rows; ++r)
    combine_columns_of<M, 1>(matrix + r * columns, columns, packed, accumulate, out + r * M::kDegree);
}

template <class M>
size_t MatrixKernels<M>::row_sums(size_t columns) {
  return blocks_of(columns) * M::kDegree * kLanes;
}

template <class M>
void MatrixKernels<M>::combine_rows(const uint32_t* matrix, size_t rows, size_t columns,
                                    const uint32_t* const* vectors, int count, uint64_t* sums) {
  using F = typename M::Base;
  constexpr size_t d = M::kDegree;
  constexpr size_t kCacheLine = 64 / sizeof(uint32_t);
  const Wide prime = high_prime<F>();
  const size_t tile = tile_rows(columns);
  for (size_t top = 0; top < rows; top += tile) {
    const size_t tall = rows - top < tile ? rows - top : tile;
    const uint32_t* next = matrix + (top + tall) * columns;
    for (size_t b = 0; b < blocks_of(columns); ++b) {
      const size_t c = b * kLanes;
      const bool whole = c + kLanes <= columns;
      const int rest = static_cast<int>(columns - c);
      const uint32_t* column = matrix + top * columns + c;
      for (int v = 0; v < count; ++v) {
        const uint32_t* weight = vectors[v] + top * d;
        uint64_t* block = sums + (v * blocks_of(columns) + b) * d * kLanes;
        Wide sum[d];
        for (size_t k = 0; k < d; ++k) sum[k] = load_wide(block + k * kLanes);
        const auto add_rows = [&](auto load) {
          size_t r = 0;
          for (; r + 2 <= tall; r += 2) {
            const Factor x0 = widen(load(column + r * columns));
            const Factor x1 = widen(load(column + (r + 1) * columns));
            for (size_t k = 0; k < d; ++k) {
              sum[k] = sum[k] + mul_wide(x0, widen_uniform(weight[r * d + k]));
              sum[k] = sum[k] + mul_wide(x1, widen_uniform(weight[(r + 1) * d + k]));
              sum[k] = fold_high<F>(sum[k], prime);
            }
          }
          if (r < tall) {
            const Factor x = widen(load(column + r * columns));
            for (size_t k = 0; k < d; ++k)
              sum[k] = fold_high<F>(sum[k] + mul_wide(x, widen_uniform(weight[r * d + k])), prime);
          }
        };
        if (whole)
          add_rows([](const uint32_t* p) { return U32::load(p); });
        else
          add_rows([rest](const uint32_t* p) { return U32::load_partial(p, rest); });
        for (size_t k = 0; k < d; ++k) store_wide(sum[k], block + k * kLanes);
      }
      // The share of the next tile: as many words as this column block has, in address order.
      for (size_t i = 0; i < tall * kLanes; i += kCacheLine) __builtin_prefetch(next + c * tall + i, 0, 2);
    }
  }
}

template <class M>
void MatrixKernels<M>::finish_rows(const uint64_t* sums, size_t columns, uint32_t* out) {
  constexpr size_t d = M::kDegree;
  for (size_t c = 0; c < columns; c += kLanes, sums += d * kLanes, out += d * kLanes) {
    PackedExtension<M> value;
    for (size_t k = 0; k < d; ++k)
      value.c[k] = Packed<typename M::Base>::reduce(load_wide(sums + k * kLanes));
    if (c + kLanes <= columns)
      store_elements<M>(value, out);
    else
      store_elements_partial<M>(value, out, columns - c);
  }
}

template struct MatrixKernels<KoalaBear4>;
template struct MatrixKernels<BabyBear4>;
template struct MatrixKernels<KoalaBear5>;

}  // namespace switchyard::cpu::SY_ISA
