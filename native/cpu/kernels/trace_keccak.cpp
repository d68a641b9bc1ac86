// The Keccak table: a row at a time, its columns in lanes. Nearly all columns are bits or 16-bit limbs, so
// the round itself is little work beside writing them.
#include "math/trace_keccak.h"

#include "cpu/kernels/line_stream.h"
#include "cpu/kernels/trace_parts.h"
#include "cpu/lanes/packed.h"

namespace switchyard::cpu::SY_ISA {
namespace {

constexpr int kLanes = U32::kLanes;

// Takes the columns of keccak_air_row and writes them as Montgomery words.
template <class F>
class Row {
 public:
  SY_INLINE explicit Row(uint32_t* words) : next_(words) {}

  SY_INLINE void flags(int which) {
    for (int i = 0; i <= kKeccakRounds; ++i) next_[i] = 0;
    next_[which] = kMontgomeryOne<F>;
    next_ += kKeccakRounds + 1;
  }

  SY_INLINE void limbs(const uint64_t* lanes, int count) {
    const int limbs = count * kKeccakAirLimbs;
    if (limbs < kLanes) {
      for (int i = 0; i < limbs; ++i)
        next_[i] =
            Element<F>::from_canonical(static_cast<uint32_t>(lanes[i / 4] >> (16 * (i % 4))) & 0xffff).value;
    } else {
      // The last vector overlaps the one before where the limbs are no multiple of the lanes.
      for (int i = 0; i < limbs; i += kLanes) {
        const int first = i < limbs - kLanes ? i : limbs - kLanes;
        const Packed<F> canonical{load_halves(lanes, first)};
        (canonical * Packed<F>::broadcast(Element<F>{kMontgomeryR2<F>})).store(next_ + first);
      }
    }
    next_ += limbs;
  }

  SY_INLINE void bits(const uint64_t* lanes, int count) {
    const U32 one = U32::broadcast(kMontgomeryOne<F>);
    for (int i = 0; i < count; ++i) {
      for (int z = 0; z < 64; z += kLanes)
        keep_where(static_cast<uint32_t>(lanes[i] >> z), one).store(next_ + z);
      next_ += 64;
    }
  }

 private:
  uint32_t* next_;
};

}  // namespace

template <class F>
void trace_keccak(const uint32_t* states, size_t permutations, size_t first, size_t count, uint32_t* rows) {
  LineStream<kKeccakAirColumns> stream(rows);
  for (size_t done = 0; done < count; done += kKeccakRounds) {
    const size_t permutation = (first + done) / kKeccakRounds;
    uint64_t input[kKeccakLanes] = {}, state[kKeccakLanes];
    if (permutation < permutations) {
      const uint32_t* words = states + permutation * 2 * kKeccakLanes;
      for (int i = 0; i < kKeccakLanes; ++i) input[i] = words[2 * i] | uint64_t{words[2 * i + 1]} << 32;
    }
    for (int i = 0; i < kKeccakLanes; ++i) state[i] = input[i];
    for (int round = 0; round < kKeccakRounds && done + static_cast<size_t>(round) < count; ++round) {
      Row<F> row(stream.space());
      keccak_air_row(input, state, round, row);
      stream.append(kKeccakAirColumns);
    }
  }
  stream.finish();
}

template void trace_keccak<KoalaBear>(const uint32_t*, size_t, size_t, size_t, uint32_t*);
template void trace_keccak<BabyBear>(const uint32_t*, size_t, size_t, size_t, uint32_t*);

}  // namespace switchyard::cpu::SY_ISA
