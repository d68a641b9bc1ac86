// The Poseidon2 table: as many permutations at once as there are lanes.
#include "math/trace_poseidon2.h"

#include "cpu/kernels/line_stream.h"
#include "cpu/kernels/trace_parts.h"
#include "cpu/lanes/packed.h"

namespace switchyard::cpu::SY_ISA {
namespace {

constexpr int kLanes = U32::kLanes;
constexpr int kWidth = kPoseidon2AirWidth;

// columns[c] = column c of the blocks, a permutation in each lane.
template <class F>
__attribute__((noinline)) void trace_lanes(Packed<F> (&state)[kWidth], Packed<F>* columns) {
  poseidon2_air_block(state, [&](Packed<F> word) { *columns++ = word; });
}

// The state of permutation min(l, last) in lane l.
template <class F>
SY_INLINE void gather_states(const uint32_t* states, int last, Packed<F> (&state)[kWidth]) {
  for (int base = 0; base < kWidth; base += kLanes) {
    U32 block[kLanes];
    for (int l = 0; l < kLanes; ++l) block[l] = U32::load(states + (l < last ? l : last) * kWidth + base);
    transpose(block);
    for (int j = 0; j < kLanes; ++j) state[base + j].v = block[j];
  }
}

// Lane l of columns[c] goes to blocks[l * kColumns + c]. The last square of lanes overlaps the one before
// where the columns are no multiple of the lanes.
template <int kColumns, class F>
SY_INLINE void scatter_columns(const Packed<F>* columns, uint32_t* blocks) {
  static_assert(kColumns >= kLanes);
  for (int base = 0; base < kColumns; base += kLanes) {
    const int first = base < kColumns - kLanes ? base : kColumns - kLanes;
    U32 square[kLanes];
    for (int j = 0; j < kLanes; ++j) square[j] = columns[first + j].v;
    transpose(square);
    for (int l = 0; l < kLanes; ++l) square[l].store(blocks + l * kColumns + first);
  }
}

}  // namespace

template <class F>
void trace_poseidon2(const uint32_t* states, size_t count, uint32_t* blocks) {
  constexpr int kColumns = Poseidon2Air<F>::kBlockColumns;
  LineStream<kLanes * kColumns> stream(blocks);
  Packed<F> columns[kColumns];
  for (size_t i = 0; i < count; i += kLanes) {
    const int lanes = count - i < kLanes ? static_cast<int>(count - i) : kLanes;
    Packed<F> state[kWidth];
    gather_states(states + i * kWidth, lanes - 1, state);
    trace_lanes(state, columns);
    scatter_columns<kColumns>(columns, stream.space());
    stream.append(static_cast<size_t>(lanes * kColumns));
  }
  stream.finish();
}

template void trace_poseidon2<KoalaBear>(const uint32_t*, size_t, uint32_t*);
template void trace_poseidon2<BabyBear>(const uint32_t*, size_t, uint32_t*);

}  // namespace switchyard::cpu::SY_ISA
