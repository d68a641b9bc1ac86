// Tiles of matrices with few columns: a vector then spans several rows, which need different factors, and
// whose results go to places far apart.
#pragma once

#include "cpu/kernels/ntt_butterflies.h"

namespace switchyard::cpu::SY_ISA {

template <class F>
void gather(const uint32_t* in, size_t in_stride, int log_rows, size_t words, const NttLaneScale& scale,
            uint32_t* tile) {
  const size_t stride = tile_stride(words);
  const U32 prime = U32::broadcast(kHiddenPrime<F>);
  for (size_t i = 0; i < size_t{1} << log_rows; ++i) {
    const uint32_t* from = in + i * in_stride;
    uint32_t* to = tile + tile_offset(i, stride);
    for (size_t w = 0; w < words; w += U32::kLanes) {
      const U32 x = w + U32::kLanes <= words ? U32::load(from + w)
                                             : U32::load_partial(from + w, static_cast<int>(words - w));
      const U32 factor = U32::load(scale.first + w);
      multiply_lazy_words(x, factor, Packed<F>::modulus()).store(to + w);
      const U32 next = multiply_lazy(factor, U32::load(scale.step.value + w),
                                     lazy_quotient(U32::load(scale.step.quotient + w)), prime);
      canonical<F>(next).store(scale.first + w);
    }
  }
}

// Rows [begin, end) of `to`, one group, columns known at compile time: pieces become plain moves.
template <int kColumns>
SY_INLINE void copy_pieces(const uint32_t* tile, size_t stride, int log_rows, NttOrder order, size_t begin,
                           size_t end, uint32_t* to) {
  for (size_t k = begin; k < end; ++k) {
    const size_t row = order == NttOrder::kBitReversed ? k : reverse_low_bits(k, log_rows);
    __builtin_memcpy(to + k * kColumns, tile + tile_offset(row, stride), kColumns * sizeof(uint32_t));
  }
}

template <int kColumns>
void scatter_pieces(const uint32_t* tile, int log_rows, size_t groups, uint32_t* out, size_t group_stride,
                    NttOrder order) {
  const size_t stride = tile_stride(groups * kColumns);
  const size_t rows = size_t{1} << log_rows;
  // A few rows of all groups at a time: their lines of the tile stay in L1.
  constexpr size_t kRun = 16;
  for (size_t k = 0; k < rows; k += kRun)
    for (size_t g = 0; g < groups; ++g)
      copy_pieces<kColumns>(tile + g * kColumns, stride, log_rows, order, k,
                            k + kRun < rows ? k + kRun : rows, out + g * group_stride);
}

// One column: whole vectors of rows and groups are transposed in registers.
template <class F>
void scatter_words(const uint32_t* tile, int log_rows, size_t groups, uint32_t* out, size_t group_stride,
                   NttOrder order) {
  constexpr size_t kLanes = U32::kLanes;
  const size_t stride = tile_stride(groups);
  const size_t rows = size_t{1} << log_rows;
  if (rows % kLanes != 0) return scatter_pieces<1>(tile, log_rows, groups, out, group_stride, order);
  for (size_t k = 0; k < rows; k += kLanes) {
    size_t offset[kLanes];
    for (size_t i = 0; i < kLanes; ++i)
      offset[i] =
          tile_offset(order == NttOrder::kBitReversed ? k + i : reverse_low_bits(k + i, log_rows), stride);
    for (size_t g = 0; g < groups; g += kLanes) {
      U32 x[kLanes];
      for (size_t i = 0; i < kLanes; ++i) x[i] = U32::load(tile + offset[i] + g);
      transpose(x);
      const size_t end = groups - g < kLanes ? groups - g : kLanes;
      uint32_t* to = out + g * group_stride + k;
      if (end == kLanes)
        for (size_t i = 0; i < kLanes; ++i) x[i].store(to + i * group_stride);
      else
        for (size_t i = 0; i < end; ++i) x[i].store(to + i * group_stride);
    }
  }
}

template <class F>
void scatter(const uint32_t* tile, int log_rows, size_t groups, size_t columns, uint32_t* out,
             size_t group_stride, NttOrder order) {
  switch (columns) {
    case 1:
      return scatter_words<F>(tile, log_rows, groups, out, group_stride, order);
    case 2:
      return scatter_pieces<2>(tile, log_rows, groups, out, group_stride, order);
    case 3:
      return scatter_pieces<3>(tile, log_rows, groups, out, group_stride, order);
    case 4:
      return scatter_pieces<4>(tile, log_rows, groups, out, group_stride, order);
    case 5:
      return scatter_pieces<5>(tile, log_rows, groups, out, group_stride, order);
    case 6:
      return scatter_pieces<6>(tile, log_rows, groups, out, group_stride, order);
    case 7:
      return scatter_pieces<7>(tile, log_rows, groups, out, group_stride, order);
    case 8:
      return scatter_pieces<8>(tile, log_rows, groups, out, group_stride, order);
    case 9:
      return scatter_pieces<9>(tile, log_rows, groups, out, group_stride, order);
    default:
      return scatter_pieces<10>(tile, log_rows, groups, out, group_stride, order);
  }
}

}  // namespace switchyard::cpu::SY_ISA
