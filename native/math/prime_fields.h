// The two prime fields: moduli and the constants that follow from them.
//
// Both primes have the form c * 2^k + 1 below 2^31. Montgomery form uses R = 2^32: an element x is stored as
// x * R mod p. All other headers get their constants from these structs, so that a field is one template
// parameter everywhere.
#pragma once

#include <cstdint>

namespace switchyard {

// KoalaBear, p = 2^31 - 2^24 + 1 = 127 * 2^24 + 1.
struct KoalaBear {
  static constexpr uint32_t kPrime = 0x7f000001u;
  // p^-1 mod 2^32. Sparse: 2^31 + 2^24 + 1.
  static constexpr uint32_t kPrimeInverse = 0x81000001u;
  // Smallest generator of the multiplicative group; also the coset shift of every LDE.
  static constexpr uint32_t kGenerator = 3;
  static constexpr int kTwoAdicity = 24;
  // Generator of the subgroup of order 2^24: 3^127, as in Plonky3.
  static constexpr uint32_t kTwoAdicGenerator = 0x6ac49f88u;
  // Smallest d > 1 coprime to p - 1, the degree of the Poseidon2 S-box.
  static constexpr int kSboxDegree = 3;
};

// BabyBear, p = 2^31 - 2^27 + 1 = 15 * 2^27 + 1.
struct BabyBear {
  static constexpr uint32_t kPrime = 0x78000001u;
  // p^-1 mod 2^32. Sparse: 2^31 + 2^27 + 1.
  static constexpr uint32_t kPrimeInverse = 0x88000001u;
  static constexpr uint32_t kGenerator = 31;
  static constexpr int kTwoAdicity = 27;
  // Generator of the subgroup of order 2^27: 31^15, as in Plonky3.
  static constexpr uint32_t kTwoAdicGenerator = 0x1a427a41u;
  static constexpr int kSboxDegree = 7;
};

// R mod p, the Montgomery form of 1.
template <class F>
inline constexpr uint32_t kMontgomeryOne = static_cast<uint32_t>((uint64_t{1} << 32) % F::kPrime);

// R^2 mod p, the factor that takes a canonical value into Montgomery form.
template <class F>
inline constexpr uint32_t kMontgomeryR2 = static_cast<uint32_t>(uint64_t{kMontgomeryOne<F>} *
                                                                kMontgomeryOne<F> % F::kPrime);

static_assert(KoalaBear::kPrime * KoalaBear::kPrimeInverse == 1u);
static_assert(BabyBear::kPrime * BabyBear::kPrimeInverse == 1u);

}  // namespace switchyard
