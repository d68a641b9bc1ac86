#include "cpu/kernels/grind_kernels.h"

#include "cpu/kernels/hash_poseidon2_lanes.h"
#include "math/keccak.h"

namespace switchyard::cpu::SY_ISA {
namespace {

// The first of `lanes` words that is 0, or `lanes`.
template <class Word>
SY_INLINE uint32_t first_zero(const Word* words, uint32_t lanes) {
  uint32_t l = 0;
  while (l < lanes && words[l] != 0) ++l;
  return l;
}

template <class F, int width, int rate>
uint32_t grind_poseidon2(const uint32_t* state, int position, uint32_t mask, uint32_t first, uint32_t count) {
  constexpr uint32_t kLanes = U32::kLanes;
  Packed<F> start[width];
  for (int i = 0; i < width; ++i) start[i] = Packed<F>::broadcast(Element<F>{state[i]});
  uint32_t words[kLanes];
  for (uint32_t l = 0; l < kLanes; ++l) words[l] = Element<F>::from_canonical(first + l).value;
  Packed<F> witness = Packed<F>::load(words);
  const Packed<F> step = Packed<F>::broadcast(Element<F>::from_canonical(kLanes));

  for (uint32_t done = 0; done < count; done += kLanes) {
    Packed<F> s[width];
    for (int i = 0; i < width; ++i) s[i] = start[i];
    s[position] = witness;
    permute_lanes(s);
    const Packed<F> canonical = s[rate - 1] * Packed<F>::broadcast(Element<F>{1});
    (canonical.v & U32::broadcast(mask)).store(words);
    const uint32_t lanes = count - done < kLanes ? count - done : kLanes;
    const uint32_t hit = first_zero(words, lanes);
    if (hit < lanes) return first + done + hit;
    witness = witness + step;
  }
  return first + count;
}

constexpr int kRateLanes = 17;

SY_INLINE void pad_empty_block(U64 (&s)[kKeccakLanes]) {
  s[0] = s[0] ^ U64::broadcast(1);
  s[kRateLanes - 1] = s[kRateLanes - 1] ^ U64::broadcast(uint64_t{1} << 63);
}

__attribute__((noinline)) void permute(U64 (&s)[kKeccakLanes]) { keccak_f(s); }

template <class F>
uint32_t grind_keccak(const uint64_t* state, int position, uint32_t mask, uint32_t first, uint32_t count) {
  constexpr uint32_t kLanes = U64::kLanes;
  // The sampled word is the high half of lane 3, bytes reversed.
  const uint64_t lane_mask = uint64_t{__builtin_bswap32(mask)} << 32;
  for (uint32_t done = 0; done < count; done += kLanes) {
    uint64_t words[kLanes];
    for (uint32_t l = 0; l < kLanes; ++l)
      words[l] = uint64_t{Element<F>::from_canonical(first + done + l).value} << (32 * (position % 2));
    U64 s[kKeccakLanes];
    for (int i = 0; i < kKeccakLanes; ++i) s[i] = U64::broadcast(state[i]);
    s[position / 2] = s[position / 2] ^ U64::load(words);
    permute(s);
    if (position == 2 * kRateLanes - 1) {
      pad_empty_block(s);
      permute(s);
    }
    s[3].store(words);
    for (uint64_t& word : words) word &= lane_mask;
    const uint32_t lanes = count - done < kLanes ? count - done : kLanes;
    const uint32_t hit = first_zero(words, lanes);
    if (hit < lanes) return first + done + hit;
  }
  return first + count;
}

template <class F>
constexpr GrindKernels kernels() {
  return {grind_poseidon2<F, 24, 16>, grind_poseidon2<F, 16, 8>, grind_keccak<F>};
}

}  // namespace

const GrindKernels kGrindKernels[kFields] = {kernels<KoalaBear>(), kernels<BabyBear>()};

}  // namespace switchyard::cpu::SY_ISA
