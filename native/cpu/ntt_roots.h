// Constants of the transforms of one field: roots of unity and the factors that every tile uses.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu/kernels/ntt_kernels.h"
#include "math/field_id.h"

namespace switchyard::cpu {

// Tiles have at most 2^14 rows: two passes then do 2^28.
inline constexpr int kMaxTileLog = 14;

// Built once per field at the first use, 128 KB each for the life of the process: bounded, and so not charged
// to a budget. All words Montgomery unless said.
class NttRoots {
 public:
  // Thread-safe.
  static const NttRoots& of(FieldId field);

  // Factors w_(2l)^reverse(q, log l) for q < l, the same for all l up to 2^(kMaxTileLog - 1).
  NttFactors forward() const { return {forward_value_, forward_quotient_}; }
  // The same of the inverses.
  NttFactors inverse() const { return {inverse_value_, inverse_quotient_}; }

  uint32_t one() const { return one_; }
  uint32_t multiply(uint32_t a, uint32_t b) const;
  uint32_t power(uint32_t base, uint64_t exponent) const;
  uint32_t invert(uint32_t a) const;
  // two_adic_generator(log_order).
  uint32_t generator(int log_order) const { return generators_[log_order]; }
  // generator(log_order)^reverse(index, bits).
  uint32_t reversed_power(int log_order, size_t index, int bits) const;
  // 2^-log.
  uint32_t inverse_of_two_to(int log) const;
  // The factor of a Montgomery word.
  void factor(uint32_t word, uint32_t* value, uint32_t* quotient) const;

 private:
  NttRoots() = default;
  template <class F>
  static NttRoots build();

  static constexpr size_t kEntries = size_t{1} << (kMaxTileLog - 1);
  FieldId field_;
  uint32_t one_;
  uint32_t generators_[32];
  alignas(64) uint32_t forward_value_[kEntries];
  uint32_t forward_quotient_[kEntries];
  uint32_t inverse_value_[kEntries];
  uint32_t inverse_quotient_[kEntries];
};

}  // namespace switchyard::cpu
