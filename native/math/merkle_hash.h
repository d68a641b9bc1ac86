// How rows become leaves and pairs of digests become nodes of a Merkle tree, one hash at a time.
//
// A digest is kDigestWords words: Montgomery words of eight elements (Poseidon2), or four 64-bit lanes, low
// half first (Keccak). Rows are Montgomery words.
#pragma once

#include <cstddef>

#include "keccak.h"
#include "poseidon2.h"

namespace switchyard {

inline constexpr int kDigestElements = 8;

// Plonky3's PaddingFreeSponge: each block overwrites the front of the state; a last, shorter block leaves the
// rest of the rate as it was. word(i) is word i of the row.
template <class F, int width, class Word>
SY_INLINE constexpr void poseidon2_hash_words(size_t count, Word&& word, uint32_t* digest) {
  constexpr size_t rate = width - kDigestElements;
  Element<F> state[width] = {};
  for (size_t i = 0; i < count; i += rate) {
    for (size_t k = 0; k < rate; ++k)
      if (i + k < count) state[k].value = word(i + k);
    poseidon2_permute<width>(state);
  }
  for (int k = 0; k < kDigestElements; ++k) digest[k] = state[k].value;
}
template <class F, int width>
SY_INLINE constexpr void poseidon2_hash_row(const uint32_t* row, size_t count, uint32_t* digest) {
  poseidon2_hash_words<F, width>(
      count, [row](size_t i) { return row[i]; }, digest);
}

// Plonky3's TruncatedPermutation of width 16.
template <class F>
SY_INLINE constexpr void poseidon2_compress(const uint32_t* left, const uint32_t* right, uint32_t* digest) {
  Element<F> state[2 * kDigestElements];
  for (int k = 0; k < kDigestElements; ++k) {
    state[k].value = left[k];
    state[kDigestElements + k].value = right[k];
  }
  poseidon2_permute<2 * kDigestElements>(state);
  for (int k = 0; k < kDigestElements; ++k) digest[k] = state[k].value;
}

// The same sponge over lanes of two words, rate 17; the high half beside an odd last word is 0.
template <class Word>
SY_INLINE constexpr void keccak_hash_words(size_t count, Word&& word, uint32_t* digest) {
  constexpr size_t rate = 34;
  uint64_t state[kKeccakLanes] = {};
  for (size_t i = 0; i < count; i += rate) {
    for (size_t k = 0; k < rate; k += 2) {
      if (i + k >= count) continue;
      const uint64_t high = i + k + 1 < count ? word(i + k + 1) : 0;
      state[k / 2] = word(i + k) | high << 32;
    }
    keccak_f(state);
  }
  for (int k = 0; k < kDigestElements; ++k)
    digest[k] = static_cast<uint32_t>(state[k / 2] >> (k % 2 == 0 ? 0 : 32));
}
SY_INLINE constexpr void keccak_hash_row(const uint32_t* row, size_t count, uint32_t* digest) {
  keccak_hash_words(
      count, [row](size_t i) { return row[i]; }, digest);
}

// The sponge over the eight lanes of two digests.
SY_INLINE constexpr void keccak_compress(const uint32_t* left, const uint32_t* right, uint32_t* digest) {
  uint32_t children[2 * kDigestElements] = {};
  for (int k = 0; k < kDigestElements; ++k) {
    children[k] = left[k];
    children[kDigestElements + k] = right[k];
  }
  keccak_hash_row(children, 2 * kDigestElements, digest);
}

}  // namespace switchyard
