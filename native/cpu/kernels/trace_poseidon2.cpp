// The Poseidon2 table: as many permutations at once as there are lanes.
#include "math/trace_poseidon2.h"

#include "cpu/kernels/hash_poseidon2_lanes.h"
#include "cpu/kernels/line_stream.h"
#include "cpu/kernels/trace_parts.h"
#include "cpu/lanes/packed.h"

namespace switchyard::cpu::SY_ISA {
namespace {

constexpr int kLanes = U32::kLanes;
constexpr int kWidth = kPoseidon2AirWidth;

// (x + constant)^d in [0, p), for x in [0, p) and a constant minus p; emits the register if there is one. As
// add_and_sbox of hash_poseidon2_lanes.h otherwise.
template <class F, class Emit>
SY_INLINE U32 traced_sbox(U32 x, uint32_t constant, Emit&& emit) {
  const Modulus modulus = Packed<F>::modulus();
  const Factor base = widen(x + U32::broadcast(constant));
  const Factor square = to_factor(multiply_signed(base, base, modulus));
  Product top = multiply_signed(square, base, modulus);
  if constexpr (Poseidon2Air<F>::kRegisters == 1) {
    emit(add_prime<F>(to_words(top)));
    const Factor third = to_factor(top);
    const Factor sixth = to_factor(multiply_signed(third, third, modulus));
    top = multiply_signed(sixth, base, modulus);
  }
  return add_prime<F>(to_words(top));
}

template <class F, class Emit>
SY_INLINE void traced_full_rounds(Packed<F> (&s)[kWidth],
                                  const uint32_t (&constants)[kPoseidon2HalfFullRounds][kWidth],
                                  Emit&& emit) {
  for (int r = 0; r < kPoseidon2HalfFullRounds; ++r) {
#pragma GCC unroll 16
    for (int i = 0; i < kWidth; ++i) s[i].v = traced_sbox<F>(s[i].v, constants[r][i], emit);
    poseidon2_external_layer<kWidth>(s);
#pragma GCC unroll 16
    for (int i = 0; i < kWidth; ++i) emit(s[i].v);
  }
}

// Column c of the blocks goes to columns[c], a permutation in each lane: poseidon2_air_block of
// math/trace_poseidon2.h with the arithmetic of hash_poseidon2_lanes.h.
template <class F>
__attribute__((noinline)) void trace_lanes(const Packed<F> (&state)[kWidth], U32* columns) {
  const auto emit = [&](U32 column) __attribute__((always_inline)) { *columns++ = column; };
  const auto& constants = kNegativeConstants<F, kWidth>;
  Packed<F> s[kWidth];
#pragma GCC unroll 16
  for (int i = 0; i < kWidth; ++i) emit((s[i] = state[i]).v);
  poseidon2_external_layer<kWidth>(s);
  traced_full_rounds<F>(s, constants.initial, emit);
  for (int r = 0; r < constants.kPartialRounds; ++r) {
    s[0].v = traced_sbox<F>(s[0].v, constants.partial[r], emit);
    emit(s[0].v);
    internal_layer<F, kWidth>(s);
  }
#pragma GCC unroll 16
  for (int i = 1; i < kWidth; ++i) s[i].v = reduce_word<F>(s[i].v);
  traced_full_rounds<F>(s, constants.final, emit);
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
template <int kColumns>
SY_INLINE void scatter_columns(const U32* columns, uint32_t* blocks) {
  static_assert(kColumns >= kLanes);
  for (int base = 0; base < kColumns; base += kLanes) {
    const int first = base < kColumns - kLanes ? base : kColumns - kLanes;
    U32 square[kLanes];
    for (int j = 0; j < kLanes; ++j) square[j] = columns[first + j];
    transpose(square);
    for (int l = 0; l < kLanes; ++l) square[l].store(blocks + l * kColumns + first);
  }
}

}  // namespace

template <class F>
void trace_poseidon2(const uint32_t* states, size_t count, uint32_t* blocks) {
  constexpr int kColumns = Poseidon2Air<F>::kBlockColumns;
  LineStream<kLanes * kColumns> stream(blocks);
  U32 columns[kColumns];
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
