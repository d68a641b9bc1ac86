#include "vm/calls.h"

namespace switchyard::vm {
namespace {

struct Named {
  uint32_t number;
  const char* name;
};

constexpr Named kNames[] = {
    {0x00, "HALT"},
    {0x02, "WRITE"},
    {0x03, "ENTER_UNCONSTRAINED"},
    {0x04, "EXIT_UNCONSTRAINED"},
    {0x10, "COMMIT"},
    {0x1a, "COMMIT_DEFERRED_PROOFS"},
    {0x1b, "VERIFY_SP1_PROOF"},
    {0xf0, "HINT_LEN"},
    {0xf1, "HINT_READ"},
    {0x300105, "SHA_EXTEND"},
    {0x010106, "SHA_COMPRESS"},
    {0x010107, "ED_ADD"},
    {0x000108, "ED_DECOMPRESS"},
    {0x010109, "KECCAK_PERMUTE"},
    {0x01010a, "SECP256K1_ADD"},
    {0x00010b, "SECP256K1_DOUBLE"},
    {0x00010c, "SECP256K1_DECOMPRESS"},
    {0x01010e, "BN254_ADD"},
    {0x00010f, "BN254_DOUBLE"},
    {0x00011c, "BLS12381_DECOMPRESS"},
    {0x01011d, "UINT256_MUL"},
    {0x01011e, "BLS12381_ADD"},
    {0x00011f, "BLS12381_DOUBLE"},
    {0x010120, "BLS12381_FP_ADD"},
    {0x010121, "BLS12381_FP_SUB"},
    {0x010122, "BLS12381_FP_MUL"},
    {0x010123, "BLS12381_FP2_ADD"},
    {0x010124, "BLS12381_FP2_SUB"},
    {0x010125, "BLS12381_FP2_MUL"},
    {0x010126, "BN254_FP_ADD"},
    {0x010127, "BN254_FP_SUB"},
    {0x010128, "BN254_FP_MUL"},
    {0x010129, "BN254_FP2_ADD"},
    {0x01012a, "BN254_FP2_SUB"},
    {0x01012b, "BN254_FP2_MUL"},
    {0x01012c, "SECP256R1_ADD"},
    {0x00012d, "SECP256R1_DOUBLE"},
    {0x00012e, "SECP256R1_DECOMPRESS"},
    {0x01012f, "U256XU2048_MUL"},
};

}  // namespace

int call_index(uint32_t number) {
  for (int i = 0; i < kCallCount; ++i)
    if (static_cast<uint32_t>(kCalls[i]) == number) return i;
  return -1;
}

const char* call_name(uint32_t number) {
  for (const Named& named : kNames)
    if (named.number == number) return named.name;
  return nullptr;
}

}  // namespace switchyard::vm
