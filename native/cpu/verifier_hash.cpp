#include "cpu/verifier_hash.h"

#include "math/merkle_hash.h"

namespace switchyard::cpu {
namespace {

static_assert(VerifierHash::kWords == kDigestElements);

template <class Body>
void with_field(FieldId field, Body&& body) {
  if (field == FieldId::kKoalaBear)
    body(KoalaBear{});
  else
    body(BabyBear{});
}

template <class F>
void to_montgomery(std::span<const uint32_t> from, uint32_t* to) {
  for (const uint32_t word : from) *to++ = Element<F>::from_canonical(word).value;
}

template <class F>
void to_canonical(uint32_t* digest) {
  for (int k = 0; k < kDigestElements; ++k) digest[k] = Element<F>{digest[k]}.canonical();
}

}  // namespace

void VerifierHash::hash_row(std::span<const uint32_t> elements, uint32_t* digest) {
  row_.resize(elements.size());
  with_field(field_, [&]<class F>(F) {
    to_montgomery<F>(elements, row_.data());
    if (set_ == HashSet::kKeccak) return keccak_hash_row(row_.data(), row_.size(), digest);
    if (set_ == HashSet::kPoseidon2_24_16)
      poseidon2_hash_row<F, 24>(row_.data(), row_.size(), digest);
    else
      poseidon2_hash_row<F, 16>(row_.data(), row_.size(), digest);
    to_canonical<F>(digest);
  });
}

void VerifierHash::compress(const uint32_t* left, const uint32_t* right, uint32_t* digest) const {
  with_field(field_, [&]<class F>(F) {
    if (set_ == HashSet::kKeccak) return keccak_compress(left, right, digest);
    uint32_t children[2 * kDigestElements];
    to_montgomery<F>({left, kDigestElements}, children);
    to_montgomery<F>({right, kDigestElements}, children + kDigestElements);
    poseidon2_compress<F>(children, children + kDigestElements, digest);
    to_canonical<F>(digest);
  });
}

}  // namespace switchyard::cpu
