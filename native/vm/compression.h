// The compression of the state's Merkle tree, docs/vm.md section 4.
#pragma once

#include <array>

#include "math/poseidon2.h"
#include "vm/records.h"

namespace switchyard::vm {

inline constexpr int kDigestWords = 8;
inline constexpr int kCompressionInputs = 2 * kDigestWords;

// Poseidon2 of width 16 with feed-forward, over 16 words in Montgomery form. Without the feed-forward anybody
// could open a digest to contents of their choice, since the permutation is public and invertible.
SY_INLINE Digest compress(const uint32_t* input) {
  Element<KoalaBear> state[kCompressionInputs];
  for (int i = 0; i < kCompressionInputs; ++i) state[i].value = input[i];
  poseidon2_permute<kCompressionInputs>(state);
  Digest digest;
  for (int i = 0; i < kDigestWords; ++i)
    digest.words[i] = (state[i] + Element<KoalaBear>::from_montgomery(input[i])).value;
  return digest;
}

// The digests of two children as one input.
SY_INLINE void join(const Digest& left, const Digest& right, uint32_t* input) {
  for (int i = 0; i < kDigestWords; ++i) {
    input[i] = left.words[i];
    input[kDigestWords + i] = right.words[i];
  }
}

SY_INLINE Digest compress(const Digest& left, const Digest& right) {
  uint32_t input[kCompressionInputs];
  join(left, right, input);
  return compress(input);
}

// Eight words of state as the limbs that a leaf hashes.
SY_INLINE void split_words(const uint32_t* words, uint32_t* input) {
  for (int i = 0; i < kDigestWords; ++i) {
    input[2 * i] = Element<KoalaBear>::from_canonical(words[i] & 0xffff).value;
    input[2 * i + 1] = Element<KoalaBear>::from_canonical(words[i] >> 16).value;
  }
}

// The elements of a digest.
inline std::array<uint32_t, kDigestWords> canonical(const Digest& digest) {
  std::array<uint32_t, kDigestWords> elements;
  for (int i = 0; i < kDigestWords; ++i)
    elements[i] = Element<KoalaBear>::from_montgomery(digest.words[i]).canonical();
  return elements;
}

inline bool operator==(const Digest& a, const Digest& b) {
  for (int i = 0; i < kDigestWords; ++i)
    if (a.words[i] != b.words[i]) return false;
  return true;
}

}  // namespace switchyard::vm
