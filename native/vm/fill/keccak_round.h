// Rows of the chip `keccak_round`, docs/vm.md 8.6.
#pragma once

#include "math/keccak.h"
#include "vm/columns/keccak_round.h"
#include "vm/fill/precompile.h"

namespace switchyard::vm {

// Row `round` of a call, of kKeccakRounds.
SY_INLINE void fill_keccak_round(const KeccakPermuteRecord& record, uint32_t round, Row row,
                                 const LookupCounts&) {
  constexpr auto columns = chips::keccak_round::columns();
  uint64_t a[kKeccakLanes];
  for (int i = 0; i < kKeccakLanes; ++i) a[i] = record.found[2 * i] | uint64_t{record.found[2 * i + 1]} << 32;
  for (uint32_t r = 0; r < round; ++r) keccak_round(a, kKeccakRoundConstants[r]);

  const auto fill_lane_bits = [row](uint32_t first_column, uint64_t lane) {
    for (int z = 0; z < 64; ++z) row.set(first_column + z, static_cast<uint32_t>(lane >> z & 1));
  };
  const auto fill_limbs = [row](uint32_t first_column, uint64_t lane) {
    for (int k = 0; k < 4; ++k) row.set(first_column + k, static_cast<uint32_t>(lane >> 16 * k & 0xffff));
  };
  row.set(columns.real(), 1);
  row.set(columns.round(round), 1);
  row.set(columns.time(), record.call.time);
  uint64_t c[5], c_prime[5];
  for (int x = 0; x < 5; ++x) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
  for (int x = 0; x < 5; ++x) {
    c_prime[x] = xor3(c[x], c[(x + 4) % 5], rotate_left<1>(c[(x + 1) % 5]));
    fill_lane_bits(columns.c(x, 0), c[x]);
    fill_lane_bits(columns.cPrime(x, 0), c_prime[x]);
  }
  for (int i = 0; i < kKeccakLanes; ++i) {
    const int x = i % 5, y = i / 5;
    fill_limbs(columns.a(y, x, 0), a[i]);
    fill_lane_bits(columns.aPrime(y, x, 0), xor3(a[i], c[x], c_prime[x]));
  }
  keccak_round(a, 0);
  constexpr int kConstantBits[] = {0, 1, 3, 7, 15, 31, 63};
  for (int i = 0; i < 7; ++i) row.set(columns.chi(i), static_cast<uint32_t>(a[0] >> kConstantBits[i] & 1));
  a[0] ^= kKeccakRoundConstants[round];
  for (int i = 0; i < kKeccakLanes; ++i) fill_limbs(columns.out(i / 5, i % 5, 0), a[i]);
}

}  // namespace switchyard::vm
