// Plain definitions of the hash sets for one row or node, for comparison with the kernels.
#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "cpu/hash.h"
#include "cpu/merkle.h"
#include "math/keccak.h"
#include "math/poseidon2.h"
#include "support.h"

namespace switchyard::test {

using Digest = std::array<uint32_t, cpu::kDigestWords>;
using Words = std::vector<uint32_t>;

inline constexpr cpu::HashSet kAllHashSets[] = {cpu::HashSet::kPoseidon2_24_16, cpu::HashSet::kPoseidon2_16,
                                                cpu::HashSet::kKeccak};

template <class F>
Words to_montgomery(const Words& canonical) {
  Words result;
  for (uint32_t x : canonical) result.push_back(Element<F>::from_canonical(x).value);
  return result;
}

template <class F, int width>
void reference_permute(uint32_t* state) {
  Element<F> s[width];
  for (int i = 0; i < width; ++i) s[i] = {state[i]};
  poseidon2_permute<width>(s);
  for (int i = 0; i < width; ++i) state[i] = s[i].value;
}

template <class F, int width, int rate>
Digest reference_sponge(const Words& input) {
  uint32_t state[width] = {};
  for (size_t i = 0; i < input.size(); i += rate) {
    for (size_t j = 0; j < rate && i + j < input.size(); ++j) state[j] = input[i + j];
    reference_permute<F, width>(state);
  }
  Digest digest;
  for (size_t i = 0; i < digest.size(); ++i) digest[i] = state[i];
  return digest;
}

inline Digest reference_keccak(const Words& input) {
  uint64_t state[kKeccakLanes] = {};
  const size_t count = (input.size() + 1) / 2;
  for (size_t i = 0; i < count; ++i) {
    const uint64_t high = 2 * i + 1 < input.size() ? input[2 * i + 1] : 0;
    state[i % 17] = input[2 * i] | high << 32;
    if (i % 17 == 16 || i + 1 == count) keccak_f(state);
  }
  Digest digest;
  for (size_t i = 0; i < digest.size(); ++i)
    digest[i] = static_cast<uint32_t>(state[i / 2] >> (32 * (i % 2)));
  return digest;
}

template <class F>
Digest reference_leaf(cpu::HashSet set, const Words& row) {
  if (set == cpu::HashSet::kKeccak) return reference_keccak(row);
  return set == cpu::HashSet::kPoseidon2_16 ? reference_sponge<F, 16, 8>(row)
                                            : reference_sponge<F, 24, 16>(row);
}

template <class F>
Digest reference_node(cpu::HashSet set, const Digest& left, const Digest& right) {
  Words both(left.begin(), left.end());
  both.insert(both.end(), right.begin(), right.end());
  if (set == cpu::HashSet::kKeccak) return reference_keccak(both);
  reference_permute<F, 16>(both.data());
  Digest digest;
  std::copy_n(both.begin(), digest.size(), digest.begin());
  return digest;
}

// Row `row` of all matrices with `rows` rows, concatenated.
inline Words concatenated_row(const std::vector<cpu::MatrixView>& matrices, size_t rows, size_t row) {
  Words result;
  for (const cpu::MatrixView& m : matrices)
    if (m.rows == rows)
      result.insert(result.end(), m.words + row * m.columns, m.words + (row + 1) * m.columns);
  return result;
}

inline bool has_height(const std::vector<cpu::MatrixView>& matrices, size_t rows) {
  for (const cpu::MatrixView& m : matrices)
    if (m.rows == rows) return true;
  return false;
}

inline Digest digest_at(const uint32_t* digests, size_t index) {
  Digest digest;
  std::copy_n(digests + index * digest.size(), digest.size(), digest.begin());
  return digest;
}

}  // namespace switchyard::test
