// Counts of the queries that rows make to the lookup tables, docs/vm.md section 10.
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::vm {

inline constexpr uint32_t kTableRows = 1u << 16;

// Arrays of kTableRows counters each, indexed as the table's rows. Wraps around never: a shard has fewer
// queries than 2^32.
struct LookupCounts {
  uint32_t* range16_counts;
  uint32_t* range11_counts;
  uint32_t* align_counts;
  uint32_t* bytes_counts;
  uint32_t* xor_counts;
  uint32_t* shift_left_counts;
  uint32_t* shift_right_counts;

  SY_INLINE void range16(uint32_t v) const { ++range16_counts[v]; }
  SY_INLINE void range11(uint32_t v) const { ++range11_counts[v]; }
  SY_INLINE void align(uint32_t v) const { ++align_counts[v]; }
  SY_INLINE void bytes(uint32_t a, uint32_t b) const { ++bytes_counts[a << 8 | b]; }
  SY_INLINE void exclusive_or(uint32_t a, uint32_t b) const { ++xor_counts[a << 8 | b]; }
  SY_INLINE void shift(bool right, uint32_t v) const {
    ++(right ? shift_right_counts : shift_left_counts)[v];
  }
};

}  // namespace switchyard::vm
