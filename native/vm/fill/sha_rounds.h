// Rows of the chip `sha_rounds`, docs/vm.md 8.5.
#pragma once

#include "math/sha256.h"
#include "vm/columns/sha_rounds.h"
#include "vm/fill/precompile.h"
#include "vm/fill/sha_schedule.h"

namespace switchyard::vm {

inline constexpr uint32_t kRoundParts = 8;

// Carries out of the limbs of a + b + c - d, each plus 1.
SY_INLINE Carries carries_plus_one(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
  // With 2^16 more in each limb the sums are not negative.
  const uint32_t lo = (a & 0xffff) + (b & 0xffff) + (c & 0xffff) + 0x10000 - (d & 0xffff);
  const uint32_t hi = (a >> 16) + (b >> 16) + (c >> 16) + 0x10000 - (d >> 16) + (lo >> 16) - 1;
  return {lo >> 16, hi >> 16};
}

// Row `part` of a call, of kRoundParts.
SY_INLINE void fill_sha_rounds(const ShaCompressRecord& record, uint32_t part, Row row,
                               const LookupCounts& counts) {
  constexpr auto columns = chips::sha_rounds::columns();
  uint32_t state[8];
  for (int i = 0; i < 8; ++i) state[i] = record.found[64 + i];
  for (uint32_t t = 0; t < 8 * part; ++t) sha256_round(state, kSha256Round[t] + record.found[t]);

  row.set(columns.part(part), 1);
  row.set(columns.time(), record.call.time);
  row.set(columns.address(), record.call.a0 / 4 + 8 * part);
  fill_bits(row, columns.a(0), state[0], 32);
  fill_bits(row, columns.b(0), state[1], 32);
  fill_bits(row, columns.c(0), state[2], 32);
  row.set_limbs(columns.d().lo(), state[3]);
  fill_bits(row, columns.e(0), state[4], 32);
  fill_bits(row, columns.f(0), state[5], 32);
  fill_bits(row, columns.g(0), state[6], 32);
  row.set_limbs(columns.h().lo(), state[7]);
  for (int j = 0; j < 8; ++j) {
    const uint32_t t = 8 * part + j;
    const uint32_t big1 = sha256_big1(state[4]), choice = sha256_choice(state[4], state[5], state[6]);
    const uint32_t big0 = sha256_big0(state[0]), majority = sha256_majority(state[0], state[1], state[2]);
    const uint32_t d = state[3];
    const uint32_t terms[] = {d, state[7], big1, choice, kSha256Round[t], record.found[t]};
    sha256_round(state, kSha256Round[t] + record.found[t]);
    const auto round = columns.round(j);
    const Carries e = carries_of(terms);
    const Carries a = carries_plus_one(state[4], big0, majority, d);
    fill_bits(row, round.a(0), state[0], 32);
    fill_bits(row, round.e(0), state[4], 32);
    fill_bits(row, round.carryE().lo(0), e.lo, 3);
    fill_bits(row, round.carryE().hi(0), e.hi, 3);
    fill_bits(row, round.carryA().lo(0), a.lo, 2);
    fill_bits(row, round.carryA().hi(0), a.hi, 2);
    fill_held(row, round.w(), record.found[t], record.since[t], record.call.time, counts);
  }
}

}  // namespace switchyard::vm
