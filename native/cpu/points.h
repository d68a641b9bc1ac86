// Points of two-adic cosets, in blocks that share one table.
#pragma once

#include <algorithm>
#include <cstddef>

#include "cpu/kernels/linear_kernels.h"
#include "math/butterfly.h"
#include "math/element.h"

namespace switchyard::cpu {

// table[i] = product over the bits k of i of step(k), for i < 2^bits.
template <class F, class Step>
void fill_products(int bits, uint32_t* table, Step&& step) {
  table[0] = kMontgomeryOne<F>;
  for (int k = 0; k < bits; ++k) {
    const Element<F> w = step(k);
    for (size_t i = 0; i < size_t{1} << k; ++i)
      table[(size_t{1} << k) + i] = (Element<F>{table[i]} * w).value;
  }
}

// How a coset of 2^log_size points falls into blocks: point i of block b is factor(b) * table[i].
template <class F>
struct PointBlocks {
  int log_size;
  int log_block;
  Element<F> generator;
  Element<F> shift;
  bool bit_reversed;

  static constexpr int kLogMostBlock = 12;
  static_assert(kPointBlock == size_t{1} << kLogMostBlock);

  PointBlocks(int log_size_, uint32_t shift_, bool bit_reversed_)
      : log_size(log_size_),
        log_block(std::min(log_size_, kLogMostBlock)),
        generator(two_adic_generator<F>(log_size_)),
        shift{shift_},
        bit_reversed(bit_reversed_) {}

  size_t block() const { return size_t{1} << log_block; }
  size_t blocks() const { return size_t{1} << (log_size - log_block); }

  // Natural: i = b * 2^log_block + t is the sum of its bits, so that g^i is a product of g^(2^k).
  // Bit-reversed: bit k of t stands for the power 2^(log_size - 1 - k), and g to that power generates the
  // order 2^(k+1).
  void fill_table(uint32_t* table) const {
    fill_products<F>(log_block, table, [&](int k) {
      return bit_reversed ? two_adic_generator<F>(k + 1) : power(generator, uint64_t{1} << k);
    });
  }
  uint32_t factor(size_t b) const {
    const uint64_t exponent = bit_reversed ? reverse_bits(static_cast<uint32_t>(b), log_size - log_block)
                                           : uint64_t{b} << log_block;
    return (shift * power(generator, exponent)).value;
  }
};

}  // namespace switchyard::cpu
