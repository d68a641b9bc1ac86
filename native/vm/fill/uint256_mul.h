// Rows of the chip `uint256_mul`, docs/vm.md 8.7.
#pragma once

#include "math/uint256.h"
#include "vm/columns/uint256_mul.h"
#include "vm/fill/precompile.h"

namespace switchyard::vm {

// A number in memory: its bytes, and since when its words have been there.
template <class Columns>
SY_INLINE void fill_number(Row row, Columns columns, const uint32_t (&words)[kUint256Words],
                           const uint32_t* since, uint32_t at, const LookupCounts& counts) {
  for (int i = 0; i < kUint256Words; ++i) {
    for (int j = 0; j < 4; ++j) row.set(columns.byte(4 * i + j), byte_of(words[i], j));
    count_bytes(words[i], counts);
    fill_long_time(row, columns.word(i), since[i], at, counts);
  }
}

// The sum over i + j = k of the bytes i of a and j of b.
SY_INLINE int64_t byte_product(const uint32_t* a, int a_bytes, const uint32_t* b, int b_bytes, int k) {
  int64_t sum = 0;
  for (int i = k < b_bytes ? 0 : k - b_bytes + 1; i < a_bytes && i <= k; ++i)
    sum += int64_t{byte_of(a[i / 4], i % 4)} * byte_of(b[(k - i) / 4], (k - i) % 4);
  return sum;
}

SY_INLINE int32_t limb_of(const uint32_t* words, int k) {
  return static_cast<int32_t>(words[k / 2] >> 16 * (k % 2) & 0xffff);
}

SY_INLINE void fill_uint256_mul(const Uint256MulRecord& record, Row row, const LookupCounts& counts) {
  constexpr auto columns = chips::uint256_mul::columns();
  constexpr int kLimbs = 2 * kUint256Words, kBytes = 4 * kUint256Words;
  uint32_t x[kUint256Words], y[kUint256Words], m[kUint256Words];
  for (int i = 0; i < kUint256Words; ++i) {
    y[i] = record.found[i];
    m[i] = record.found[kUint256Words + i];
    x[i] = record.found[2 * kUint256Words + i];
  }
  const uint32_t(&r)[kUint256Words] = record.left;
  uint32_t q[2 * kUint256Words], remainder[kUint256Words];
  uint256_multiply_modulo(x, y, m, q, remainder);
  bool is_zero = true;
  for (const uint32_t word : m) is_zero = is_zero && word == 0;

  const uint32_t time = record.call.time;
  fill_precompile(record.call, row, columns, counts);
  fill_second_pointer(record.call, row, columns, counts);
  fill_number(row, columns.y(), y, record.since, time, counts);
  fill_number(row, columns.m(), m, record.since + kUint256Words, time, counts);
  fill_number(row, columns.x(), x, record.since + 2 * kUint256Words, time + 1, counts);
  for (int i = 0; i < 2 * kUint256Words; ++i) {
    for (int j = 0; j < 4; ++j) row.set(columns.q(4 * i + j), byte_of(q[i], j));
    count_bytes(q[i], counts);
  }
  for (int i = 0; i < kUint256Words; ++i) {
    row.set_limbs(columns.r(i).lo(), r[i]);
    count_limbs(r[i], counts);
  }

  int64_t carry = 0;
  for (int k = 0; k < 2 * kLimbs - 1; ++k) {
    for (int half = 0; half < 2; ++half) {
      const int64_t difference = byte_product(x, kBytes, y, kBytes, 2 * k + half) -
                                 byte_product(q, 2 * kBytes, m, kBytes, 2 * k + half);
      carry += difference * (half == 0 ? 1 : 256);
    }
    carry -= k < kLimbs ? limb_of(r, k) : is_zero ? limb_of(q, k - kLimbs) : 0;
    carry >>= 16;
    row.set_signed(columns.carry(k), static_cast<int32_t>(carry));
    counts.align(static_cast<uint32_t>(4 * (carry + (1 << 13))) & 0xffff);
  }

  row.set(columns.isZero(), is_zero);
  int highest = kLimbs - 1;
  while (highest > 0 && limb_of(m, highest) == limb_of(r, highest)) --highest;
  const int32_t gap = is_zero ? 0 : limb_of(m, highest) - limb_of(r, highest) - 1;
  if (!is_zero) row.set(columns.above(highest), 1);
  row.set_signed(columns.gap(), gap);
  // A remainder that is none has no gap.
  if (gap >= 0) counts.range16(static_cast<uint32_t>(gap));
}

}  // namespace switchyard::vm
