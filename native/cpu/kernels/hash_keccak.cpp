// Keccak-f[1600]: permutations of many states, and the hash set keccak.
#include "cpu/kernels/hash_tree.h"
#include "math/keccak.h"

namespace switchyard::cpu::SY_ISA {
namespace {

constexpr int kLanes = U64::kLanes;
constexpr int kRate = 17;
constexpr int kDigest = 4;
constexpr int kChunk = kChunkWords / 2;  // in 64-bit words

using State = U64[kKeccakLanes];

template <int... round>
SY_INLINE void all_rounds(State& state, std::integer_sequence<int, round...>) {
  (keccak_round(state, kKeccakRoundConstants[round]), ...);
}

// Permutes so many times over. Where there are registers for a whole state, rounds one after another leave it
// there: pi only renames them.
__attribute__((noinline)) void permute_lanes(State& state, uint32_t times = 1) {
  if constexpr (U64::kRegisters > kKeccakLanes) {
    State local;
    for (int i = 0; i < kKeccakLanes; ++i) local[i] = state[i];
    for (uint32_t t = 0; t < times; ++t) all_rounds(local, std::make_integer_sequence<int, kKeccakRounds>{});
    for (int i = 0; i < kKeccakLanes; ++i) state[i] = local[i];
  } else {
    for (uint32_t t = 0; t < times; ++t) keccak_f(state);
  }
}

// words[j] gets 64-bit word j of row(l) in lane l, for j < count, a multiple of kLanes.
template <class Row>
SY_INLINE void gather_rows(U64* words, int count, Row&& row) {
  for (int base = 0; base < count; base += kLanes) {
    U64 block[kLanes];
    for (int l = 0; l < kLanes; ++l) block[l] = U64::load_words(row(l) + 2 * base);
    transpose(block);
    for (int j = 0; j < kLanes; ++j) words[base + j] = block[j];
  }
}

// Lanes beyond the last state repeat it. 24 of the 25 words are transposed in registers, which is whole
// vectors for every instruction set.
void permute_states(uint64_t* states, size_t count, uint32_t times) {
  constexpr int kLast = kKeccakLanes - 1;
  for (size_t i = 0; i < count; i += kLanes) {
    const size_t lanes = count - i < kLanes ? count - i : kLanes;
    const auto row = [&](size_t l) { return states + (i + (l < lanes ? l : lanes - 1)) * kKeccakLanes; };
    State state;
    uint64_t last[kLanes];
    for (int base = 0; base < kLast; base += kLanes) {
      U64 block[kLanes];
      for (int l = 0; l < kLanes; ++l) block[l] = U64::load(row(l) + base);
      transpose(block);
      for (int j = 0; j < kLanes; ++j) state[base + j] = block[j];
    }
    for (int l = 0; l < kLanes; ++l) last[l] = row(l)[kLast];
    state[kLast] = U64::load(last);

    permute_lanes(state, times);

    for (int base = 0; base < kLast; base += kLanes) {
      U64 block[kLanes];
      for (int j = 0; j < kLanes; ++j) block[j] = state[base + j];
      transpose(block);
      for (size_t l = 0; l < lanes; ++l) block[l].store(row(l) + base);
    }
    state[kLast].store(last);
    for (size_t l = 0; l < lanes; ++l) row(l)[kLast] = last[l];
  }
}

// Leaves and nodes by the same overwriting sponge without padding.
struct KeccakTree {
  static constexpr int kLanes = SY_ISA::kLanes;
  struct Digests {
    U64 words[kDigest];
  };

  static SY_INLINE Digests truncate(const State& state) {
    Digests digests;
    for (int j = 0; j < kDigest; ++j) digests.words[j] = state[j];
    return digests;
  }

  static SY_INLINE Digests leaf(RowStream<kLanes>& stream) {
    State state;
    for (U64& word : state) word = U64::broadcast(0);
    int filled = 0;
    while (!stream.finished()) {
      const uint32_t* chunk[kLanes];
      const int words = stream.next(chunk);
      alignas(64) uint32_t padded[kLanes][kChunkWords];
      if (words < kChunkWords) {
        for (int l = 0; l < kLanes; ++l) {
          for (int j = 0; j < kChunkWords; ++j) padded[l][j] = j < words ? chunk[l][j] : 0;
          chunk[l] = padded[l];
        }
      }
      U64 block[kChunk];
      gather_rows(block, kChunk, [&](int l) { return chunk[l]; });
      for (int j = 0; j < (words + 1) / 2; ++j) {
        state[filled] = block[j];
        if (++filled == kRate) {
          permute_lanes(state);
          filled = 0;
        }
      }
    }
    if (filled != 0) permute_lanes(state);
    return truncate(state);
  }

  static SY_INLINE Digests node(const Digests& left, const Digests& right) {
    State state;
    for (int j = 0; j < kKeccakLanes; ++j) state[j] = U64::broadcast(0);
    for (int j = 0; j < kDigest; ++j) {
      state[j] = left.words[j];
      state[kDigest + j] = right.words[j];
    }
    permute_lanes(state);
    return truncate(state);
  }

  static SY_INLINE void pairs(const uint32_t* children, size_t last, Digests& left, Digests& right) {
    U64 both[2 * kDigest];
    gather_rows(both, 2 * kDigest,
                [&](size_t l) { return children + (l < last ? l : last) * 2 * kDigestWords; });
    for (int j = 0; j < kDigest; ++j) {
      left.words[j] = both[j];
      right.words[j] = both[kDigest + j];
    }
  }

  static SY_INLINE Digests load(const uint32_t* digests, size_t last) {
    alignas(64) uint64_t words[kDigest][kLanes];
    for (size_t l = 0; l < kLanes; ++l) {
      const uint32_t* from = digests + (l < last ? l : last) * kDigestWords;
      for (int j = 0; j < kDigest; ++j) words[j][l] = from[2 * j] | uint64_t{from[2 * j + 1]} << 32;
    }
    Digests result;
    for (int j = 0; j < kDigest; ++j) result.words[j] = U64::load(words[j]);
    return result;
  }

  static SY_INLINE void store(const Digests& values, uint32_t* digests, size_t lanes) {
    alignas(64) uint32_t words[kDigest][2 * kLanes];
    for (int j = 0; j < kDigest; ++j) values.words[j].store_words(words[j]);
    for (size_t l = 0; l < lanes; ++l) {
      for (int j = 0; j < kDigest; ++j) {
        digests[l * kDigestWords + 2 * j] = words[j][2 * l];
        digests[l * kDigestWords + 2 * j + 1] = words[j][2 * l + 1];
      }
    }
  }
};

}  // namespace

const KeccakKernels kKeccakKernels{permute_states, TreeHash<KeccakTree>::kKernels};

}  // namespace switchyard::cpu::SY_ISA
