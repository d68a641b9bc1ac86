// The hashes of Merkle trees one at a time, in the form that verifiers use: elements are canonical, in rows
// and in Poseidon2 digests; a Keccak digest is four 64-bit lanes, low half first.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cpu/hash.h"
#include "math/field_id.h"

namespace switchyard::cpu {

class VerifierHash {
 public:
  static constexpr size_t kWords = 8;  // of a digest

  VerifierHash(FieldId field, HashSet set) : field_(field), set_(set) {}

  // Elements below p; any number of them.
  void hash_row(std::span<const uint32_t> elements, uint32_t* digest);
  void compress(const uint32_t* left, const uint32_t* right, uint32_t* digest) const;

 private:
  FieldId field_;
  HashSet set_;
  std::vector<uint32_t> row_;  // Montgomery words
};

}  // namespace switchyard::cpu
