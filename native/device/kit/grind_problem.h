// Proof of work: the search for the field element whose observation makes a transcript sample zero bits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "device/backend.h"
#include "math/field_id.h"
#include "math/hash_set.h"
#include "math/keccak.h"

namespace switchyard::device {

// What the search needs to know of a transcript: the state of its sponge when the witness comes next, and
// where in it the witness goes. As words, which is how it travels to a device:
//
//   0  hash set
//   1  field
//   2  bits, 0 to 30: so many of the sampled bits are to be zero
//   3  position: the number of words that wait for absorption before the witness
//   4  the state, kStateWords of the hash set
//
// Poseidon2 (24 or 16 words, rate 16 or 8, position below the rate): Montgomery words; the waiting inputs are
// in place, the rest of the rate is zero, and the length tag with the witness counted is added to word
// `rate`. Put the witness at `position`, permute once, and word rate - 1 in canonical form is what bits are
// sampled from.
//
// Keccak (25 lanes as 50 words, low half first, position below 34): the sponge of Keccak-256 with the waiting
// input added to the block's first words, without padding. Add the witness in Montgomery form to word
// `position`, pad, permute, and word 7 of the digest with its bytes reversed is what bits are sampled from.
struct GrindProblem {
  static constexpr size_t kHeaderWords = 4;
  static constexpr size_t kMostStateWords = 50;
  static constexpr size_t kMostWords = kHeaderWords + kMostStateWords;
  static constexpr int kKeccakRateWords = 34;

  HashSet hash_set;
  FieldId field;
  int bits;
  int position;
  std::array<uint32_t, kMostStateWords> state;

  static size_t state_words(HashSet hash_set);

  // Writes the words above and returns their number; `words` has room for kMostWords.
  size_t write(uint32_t* words) const;
  // Nothing where the words, from wherever they come, are no problem that can be solved: unknown ids, sizes
  // or positions out of range, state words of Poseidon2 that are not below p.
  static std::optional<GrindProblem> read(std::span<const uint32_t> words);

  uint32_t mask() const { return (uint32_t{1} << bits) - 1; }
  // The state of the Keccak sponge with the padding where the witness leaves room in the block.
  std::array<uint64_t, kKeccakLanes> padded_lanes() const;
};

// The problem of an op. Throws Fault(SY_ARGUMENT).
GrindProblem read_grind(const SyOpHeader& header);

// The result of an op: the canonical witness as a Montgomery word. Throws Fault(SY_DEVICE) where no element
// of the field was one.
uint32_t grind_result(const GrindProblem& problem, std::optional<uint32_t> witness);

}  // namespace switchyard::device
