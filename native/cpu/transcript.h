// The Fiat-Shamir transcript of a prover, as Plonky3's challengers compute it.
//
// Field elements go in and come out as Montgomery words. Two sponges: Poseidon2 in duplex mode (width 24,
// rate 16 or width 16, rate 8), and Keccak-256 over serialised words. host/field has the verifier's, written
// apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "cpu/grind.h"
#include "cpu/hash.h"
#include "math/field_id.h"

namespace switchyard::cpu {

class Transcript {
 public:
  virtual ~Transcript() = default;

  // Field elements, Montgomery words in [0, p).
  virtual void observe(const uint32_t* words, size_t count) = 0;
  // Digests of the transcript's hash set, kDigestWords words each: in [0, p), or any for Keccak. A sponge
  // takes them as it takes elements.
  void observe_digests(const uint32_t* words, size_t count) { observe(words, count * kDigestWords); }
  // The next field element, a Montgomery word.
  virtual uint32_t sample() = 0;
  // The next integer below 2^bits, 0 <= bits <= 30.
  virtual uint32_t sample_bits(int bits) = 0;
  // The search for the smallest canonical w such that a transcript in this state, having observed w, would
  // next sample 0 of `bits` bits. Whoever has found w observes it and samples those bits; for 0 bits neither.
  virtual GrindProblem grind_problem(int bits) const = 0;
  virtual std::unique_ptr<Transcript> clone() const = 0;

  // A transcript that has observed nothing; null for a field or hash set that is none.
  static std::unique_ptr<Transcript> create(FieldId field, HashSet hash_set);
};

}  // namespace switchyard::cpu
