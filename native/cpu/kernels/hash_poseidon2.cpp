// Poseidon2: permutations of many states, and the hash sets p2-24-16 and p2-16.
#include "cpu/kernels/hash_poseidon2_lanes.h"
#include "cpu/kernels/hash_tree.h"

namespace switchyard::cpu::SY_ISA {
namespace {

template <class F, int width>
SY_INLINE void full_rounds(Packed<F> (&s)[width],
                           const uint32_t (&constants)[kPoseidon2HalfFullRounds][width]) {
  for (int r = 0; r < kPoseidon2HalfFullRounds; ++r) {
#pragma GCC unroll 24
    for (int i = 0; i < width; ++i) s[i].v = add_and_sbox<F>(s[i].v, constants[r][i]);
    poseidon2_external_layer<width>(s);
  }
}

}  // namespace

template <class F, int width>
void permute_lanes(Packed<F> (&state)[width]) {
  const auto& constants = kNegativeConstants<F, width>;
  Packed<F> s[width];
#pragma GCC unroll 24
  for (int i = 0; i < width; ++i) s[i] = state[i];
  poseidon2_external_layer<width>(s);
  full_rounds<F, width>(s, constants.initial);
  for (int r = 0; r < constants.kPartialRounds; ++r) {
    s[0].v = add_and_sbox<F>(s[0].v, constants.partial[r]);
    internal_layer<F, width>(s);
  }
#pragma GCC unroll 24
  for (int i = 1; i < width; ++i) s[i].v = reduce_word<F>(s[i].v);
  full_rounds<F, width>(s, constants.final);
#pragma GCC unroll 24
  for (int i = 0; i < width; ++i) state[i] = s[i];
}

template void permute_lanes(Packed<KoalaBear> (&)[16]);
template void permute_lanes(Packed<KoalaBear> (&)[24]);
template void permute_lanes(Packed<BabyBear> (&)[16]);
template void permute_lanes(Packed<BabyBear> (&)[24]);

namespace {

constexpr int kLanes = U32::kLanes;
constexpr int kDigest = static_cast<int>(kDigestWords);

// lanes[j] gets word j of row(l) in lane l, for j < words. Rows are read up to a multiple of kLanes words
// only where `words` is one.
template <class F, class Row>
SY_INLINE void gather_rows(Packed<F>* lanes, int words, Row&& row) {
  for (int base = 0; base < words; base += kLanes) {
    const int count = words - base < kLanes ? words - base : kLanes;
    U32 block[kLanes];
    if (count == kLanes) {
      for (int l = 0; l < kLanes; ++l) block[l] = U32::load(row(l) + base);
    } else {
      for (int l = 0; l < kLanes; ++l) block[l] = U32::load_partial(row(l) + base, count);
    }
    transpose(block);
    for (int j = 0; j < count; ++j) lanes[base + j].v = block[j];
  }
}

// The reverse for the first `rows` lanes.
template <class F, class Row>
SY_INLINE void scatter_rows(const Packed<F>* lanes, int words, size_t rows, Row&& row) {
  for (int base = 0; base < words; base += kLanes) {
    const int count = words - base < kLanes ? words - base : kLanes;
    U32 block[kLanes];
    for (int j = 0; j < kLanes; ++j) block[j] = j < count ? lanes[base + j].v : U32::broadcast(0);
    transpose(block);
    for (size_t l = 0; l < rows; ++l) {
      if (count == kLanes)
        block[l].store(row(l) + base);
      else
        block[l].store_partial(row(l) + base, count);
    }
  }
}

template <class F, int width>
void permute_states(uint32_t* states, size_t count, uint32_t times) {
  for (size_t i = 0; i < count; i += kLanes) {
    const size_t lanes = count - i < kLanes ? count - i : kLanes;
    Packed<F> state[width];
    const auto row = [&](size_t l) { return states + (i + (l < lanes ? l : lanes - 1)) * width; };
    gather_rows(state, width, row);
    for (uint32_t t = 0; t < times; ++t) permute_lanes(state);
    scatter_rows(state, width, lanes, row);
  }
}

// Leaves by an overwriting sponge without padding, nodes by a truncated permutation of width 16.
template <class F, int leaf_width, int rate>
struct Poseidon2Tree {
  static constexpr int kLanes = SY_ISA::kLanes;
  struct Digests {
    Packed<F> words[kDigestWords];
  };

  static SY_INLINE Digests leaf(RowStream<kLanes>& stream) {
    static_assert(kChunkWords % rate == 0, "a full chunk is whole blocks");
    Packed<F> state[leaf_width];
    for (Packed<F>& word : state) word = Packed<F>::zero();
    while (!stream.finished()) {
      const uint32_t* chunk[kLanes];
      const int words = stream.next(chunk);
      // A partial block leaves the rest of the rate as it was.
      Packed<F> block[kChunkWords];
      gather_rows(block, words, [&](int l) { return chunk[l]; });
      for (int done = 0; done < words; done += rate) {
        for (int j = 0; j < rate && done + j < words; ++j) state[j] = block[done + j];
        permute_lanes(state);
      }
    }
    Digests digests;
    for (int j = 0; j < kDigest; ++j) digests.words[j] = state[j];
    return digests;
  }

  static SY_INLINE Digests node(const Digests& left, const Digests& right) {
    Packed<F> state[2 * kDigest];
    for (int j = 0; j < kDigest; ++j) {
      state[j] = left.words[j];
      state[kDigest + j] = right.words[j];
    }
    permute_lanes(state);
    Digests digests;
    for (int j = 0; j < kDigest; ++j) digests.words[j] = state[j];
    return digests;
  }

  static SY_INLINE void pairs(const uint32_t* children, size_t last, Digests& left, Digests& right) {
    Packed<F> both[2 * kDigest];
    gather_rows(both, 2 * kDigest,
                [&](size_t l) { return children + (l < last ? l : last) * 2 * kDigestWords; });
    for (int j = 0; j < kDigest; ++j) {
      left.words[j] = both[j];
      right.words[j] = both[kDigest + j];
    }
  }

  static SY_INLINE Digests load(const uint32_t* digests, size_t last) {
    Digests result;
    gather_rows(result.words, kDigest,
                [&](size_t l) { return digests + (l < last ? l : last) * kDigestWords; });
    return result;
  }

  static SY_INLINE void store(const Digests& values, uint32_t* digests, size_t lanes) {
    scatter_rows(values.words, kDigest, lanes, [&](size_t l) { return digests + l * kDigestWords; });
  }
};

template <class F>
constexpr HashKernels kernels() {
  return {permute_states<F, 16>, permute_states<F, 24>, TreeHash<Poseidon2Tree<F, 24, 16>>::kKernels,
          TreeHash<Poseidon2Tree<F, 16, 8>>::kKernels};
}

}  // namespace

const HashKernels kHashKernels[kFields] = {kernels<KoalaBear>(), kernels<BabyBear>()};

}  // namespace switchyard::cpu::SY_ISA
