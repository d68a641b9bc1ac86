// Compiled by a test where nvcc is installed: native/math has to be usable in device code.
#include "math/butterfly.h"
#include "math/extension.h"
#include "math/keccak.h"
#include "math/poseidon2.h"
#include "math/sha256.h"
#include "math/trace_keccak.h"
#include "math/trace_poseidon2.h"

using namespace switchyard;

template <class F, int width>
__device__ void permute(uint32_t* words) {
  Element<F> state[width];
  for (int i = 0; i < width; ++i) state[i].value = words[i];
  poseidon2_permute<width>(state);
  for (int i = 0; i < width; ++i) words[i] = state[i].value;
}

template <class M>
__device__ void invert(uint32_t* words) {
  Extension<M> a{};
  for (int i = 0; i < M::kDegree; ++i) a.c[i].value = words[i];
  a = inverse(a);
  for (int i = 0; i < M::kDegree; ++i) words[i] = a.c[i].value;
}

__global__ void use_math(uint32_t* words, uint64_t* lanes) {
  permute<KoalaBear, 16>(words);
  permute<KoalaBear, 24>(words);
  permute<BabyBear, 16>(words);
  permute<BabyBear, 24>(words);
  invert<KoalaBear4>(words);
  invert<BabyBear4>(words);
  invert<KoalaBear5>(words);
  keccak_f(*reinterpret_cast<uint64_t(*)[kKeccakLanes]>(lanes));
  sha256_compress(*reinterpret_cast<uint32_t(*)[8]>(words), *reinterpret_cast<uint32_t(*)[16]>(lanes));
  Element<KoalaBear> a{words[0]}, b{words[1]};
  butterfly_dif(a, b, two_adic_generator<KoalaBear>(3));
  butterfly_dit(a, b, two_adic_generator<KoalaBear>(3));
  words[0] = a.value;
  words[1] = b.value;
}
