// The search for the smallest proof-of-work witness.
//
// Blocks take batches of candidates in ascending order from a counter and stop when the next one lies beyond
// the best witness so far, so that a search costs little more than the candidates below its result, and those
// that were under way beside it. The next batch is fetched while one is tried. A candidate costs one
// permutation, which bounds the kernel; see permute.h.
#pragma once

#include <cstdint>

#include "cuda/launch/atomics.h"
#include "cuda/launch/block.h"
#include "math/element.h"
#include "math/keccak.h"
#include "math/poseidon2.h"

namespace switchyard::cuda {

// A sponge that is ready for a witness, with Montgomery words; device/kit/grind_problem.h.
template <class F, int width, int rate>
struct Poseidon2Sponge {
  using Field = F;
  static constexpr const char* kName = width == 16 ? "grind_poseidon2_16" : "grind_poseidon2_24";

  uint32_t state[width];
  int position;

  // What bits are sampled from when the canonical witness has been observed.
  SY_GPU uint32_t sample(uint32_t witness) const {
    const Element<F> word = Element<F>::from_canonical(witness);
    Element<F> s[width];
    SY_UNROLL
    for (int i = 0; i < width; ++i) s[i] = i == position ? word : Element<F>{state[i]};
    poseidon2_permute<width>(s);
    return s[rate - 1].canonical();
  }
};

// The same with Keccak-256, the state padded unless the witness fills the block.
template <class F>
struct KeccakSponge {
  using Field = F;
  static constexpr const char* kName = "grind_keccak";
  static constexpr int kRateLanes = 17;

  uint64_t state[kKeccakLanes];
  int position;  // in words of 32 bits

  SY_GPU uint32_t sample(uint32_t witness) const {
    const uint64_t word = uint64_t{Element<F>::from_canonical(witness).value} << (32 * (position % 2));
    uint64_t s[kKeccakLanes];
    SY_UNROLL
    for (int i = 0; i < kKeccakLanes; ++i) s[i] = state[i] ^ (i == position / 2 ? word : 0);
    keccak_f(s);
    if (position == 2 * kRateLanes - 1) {
      s[0] ^= 1;
      s[kRateLanes - 1] ^= uint64_t{1} << 63;
      keccak_f(s);
    }
    return reverse_bytes(static_cast<uint32_t>(s[3] >> 32));
  }

 private:
  SY_GPU static uint32_t reverse_bytes(uint32_t x) {
    return x >> 24 | (x >> 8 & 0xff00) | (x << 8 & 0xff0000) | x << 24;
  }
};

// Lowers *best to the smallest witness from `first` to `end` whose sample has no bit in common with `mask`,
// if there is one below *best. *taken, of this launch alone, starts at 0.
template <class Sponge>
struct Grind {
  static constexpr const char* kName = Sponge::kName;
  static constexpr uint32_t kThreads = 256;
  static constexpr uint32_t kResidentBlocks = 1;  // left to itself the compiler spills on sm_120
  static constexpr uint32_t kSharedBytes = 16;    // two words, and 16 is the least
  // About 32 warps a multiprocessor of a large card: as many as keep it busy, and no more, since with the
  // usual 16 bits all of the first batches are tried, needed or not.
  static constexpr uint64_t kBlocks = 512;

  Sponge sponge;
  uint32_t mask;
  uint32_t first;
  uint32_t end;
  uint32_t* taken;
  uint64_t* best;

  SY_GPU void operator()(Block& block) const {
    const auto batches = block.shared<uint32_t>(2);
    block.each_thread([&](uint32_t t) {
      if (t == 0) batches[0] = take_batch();
    });
    PerThread<uint32_t> batch(block);
    for (uint32_t turn = 0;; turn ^= 1) {
      block.each_thread([&](uint32_t t) {
        batch[t] = batches[turn];
        if (batch[t] >= end) return;
        if (t == 0) batches[turn ^ 1] = take_batch();
        const uint32_t witness = batch[t] + t;
        if (witness < end && (sponge.sample(witness) & mask) == 0) atomic_min(best, witness);
      });
      if (batch[0] >= end) return;
    }
  }

 private:
  // The first candidate of the next batch, or `end`.
  SY_GPU uint32_t take_batch() const {
    const uint32_t offset = atomic_add(taken, kThreads);
    return offset < end - first && first + offset < atomic_read(best) ? first + offset : end;
  }
};

}  // namespace switchyard::cuda
