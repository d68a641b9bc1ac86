// The tree hashes of a hash set, over groups of lanes. Included by the kernel source of each permutation.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu/kernels/hash_kernels.h"
#include "cpu/kernels/hash_row_stream.h"

namespace switchyard::cpu::SY_ISA {

// H is one hash set over kLanes rows or nodes at once:
//   Digests                                the digests of all lanes
//   leaf(RowStream<kLanes>&) -> Digests    sponge over the rest of the stream
//   node(left, right) -> Digests
//   pairs(children, last, left, right)     lane l takes digests 2 min(l, last) and the next one
//   load(digests, last) -> Digests         lane l takes digest min(l, last)
//   store(Digests, digests, lanes)
template <class H>
struct TreeHash {
  static constexpr size_t kLanes = H::kLanes;

  static void hash_rows(const MatrixView* matrices, size_t matrix_count, size_t first, size_t rows,
                        uint32_t* digests) {
    for (size_t i = 0; i < rows; i += kLanes) {
      const size_t lanes = rows - i < kLanes ? rows - i : kLanes;
      RowStream<H::kLanes> stream(matrices, matrix_count, first + i, lanes - 1);
      H::store(H::leaf(stream), digests + i * kDigestWords, lanes);
    }
  }

  static void inject_rows(const MatrixView* matrices, size_t matrix_count, size_t first, size_t rows,
                          uint32_t* digests) {
    for (size_t i = 0; i < rows; i += kLanes) {
      const size_t lanes = rows - i < kLanes ? rows - i : kLanes;
      uint32_t* const group = digests + i * kDigestWords;
      RowStream<H::kLanes> stream(matrices, matrix_count, first + i, lanes - 1);
      const typename H::Digests leaf = H::leaf(stream);
      H::store(H::node(H::load(group, lanes - 1), leaf), group, lanes);
    }
  }

  static void compress(const uint32_t* children, size_t count, uint32_t* parents) {
    for (size_t i = 0; i < count; i += kLanes) {
      const size_t lanes = count - i < kLanes ? count - i : kLanes;
      typename H::Digests left, right;
      H::pairs(children + 2 * i * kDigestWords, lanes - 1, left, right);
      H::store(H::node(left, right), parents + i * kDigestWords, lanes);
    }
  }

  static constexpr TreeHashKernels kKernels{hash_rows, inject_rows, compress};
};

}  // namespace switchyard::cpu::SY_ISA
