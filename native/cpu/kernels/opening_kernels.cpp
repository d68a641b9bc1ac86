// The arithmetic of openings: inverses over a coset, quotients by z - x, and FRI folds.
#include "cpu/kernels/batch_inverse.h"
#include "cpu/kernels/linear_parts.h"
#include "cpu/lanes/packed_extension.h"

namespace switchyard::cpu::SY_ISA {
namespace {

constexpr size_t kLanes = U32::kLanes;
static_assert(kPointBlock == kInverseBlock, "a block of points is inverted at once");

template <class F>
SY_INLINE Packed<F> load_some(const uint32_t* p, size_t count) {
  return count >= kLanes ? Packed<F>::load(p) : Packed<F>::load_partial(p, static_cast<int>(count));
}
template <class F>
SY_INLINE Packed<F> broadcast_word(uint32_t word) {
  return Packed<F>::broadcast(Element<F>::from_montgomery(word));
}

// Coefficient k of q(x) without its leading term, q[0] + sum_j powers[j-1] q[j].
template <class M>
SY_INLINE Packed<typename M::Base> quotient_coefficient(const PointInverter& inverter, int k,
                                                        const Factor (&powers)[M::kDegree - 2]) {
  using F = typename M::Base;
  Factor q[M::kDegree - 2];
  for (int j = 0; j < M::kDegree - 2; ++j) q[j] = widen_uniform(inverter.quotient[j + 1][k]);
  return dot<F, M::kDegree - 2>(powers, q) + broadcast_word<F>(inverter.quotient[0][k]);
}

}  // namespace

template <class M>
void OpeningKernels<M>::invert_differences(const PointInverter& inverter, const uint32_t* table,
                                           uint32_t factor, size_t count, bool times_point, uint32_t* out) {
  using F = typename M::Base;
  using P = Packed<F>;
  constexpr int d = M::kDegree;
  uint32_t norms[kInverseBlock];
  uint32_t prefix[kInverseBlock];
  const P scale = broadcast_word<F>(factor);
  for (size_t i = 0; i < count; i += kLanes) {
    const P x = load_some<F>(table + i, count - i) * scale;
    P norm = x + broadcast_word<F>(inverter.norm[d - 1]);
    for (int j = d - 2; j >= 0; --j) norm = norm * x + broadcast_word<F>(inverter.norm[j]);
    norm.store(norms + i);
  }
  invert_block<F>(norms, norms, count, prefix);
  for (size_t i = 0; i < count; i += kLanes) {
    const P x = load_some<F>(table + i, count - i) * scale;
    P power = x;
    Factor powers[d - 2];
    for (int j = 0; j < d - 2; ++j) {
      powers[j] = widen(power.v);
      power = power * x;
    }
    P inverse = P::load(norms + i);
    if (times_point) inverse = inverse * x;
    PackedExtension<M> r;
    for (int k = 0; k < d; ++k) {
      P q = quotient_coefficient<M>(inverter, k, powers);
      if (k == 0) q = q - power;
      r.c[k] = q * inverse;
    }
    store_elements_some<M>(r, out + i * d, count - i);
  }
}

template <class M>
void OpeningKernels<M>::scale_by_points(const uint32_t* table, uint32_t factor, size_t count,
                                        const uint32_t* in, uint32_t* out) {
  using F = typename M::Base;
  constexpr size_t d = M::kDegree;
  const Packed<F> scale = broadcast_word<F>(factor);
  for (size_t i = 0; i < count; i += kLanes) {
    const Packed<F> x = load_some<F>(table + i, count - i) * scale;
    store_elements_some<M>(load_elements_some<M>(in + i * d, count - i) * x, out + i * d, count - i);
  }
}

template <class M>
void OpeningKernels<M>::accumulate_quotients(const uint32_t* value, const uint32_t* scale,
                                             const uint32_t* reduced, const uint32_t* inverses, size_t count,
                                             uint32_t* out) {
  using P = PackedExtension<M>;
  constexpr size_t d = M::kDegree;
  const P at_z = broadcast_element<M>(value);
  const P factor = broadcast_element<M>(scale);
  for (size_t i = 0; i < count; i += kLanes) {
    const size_t rest = count - i;
    const P numerator = mul<M>(at_z - load_elements_some<M>(reduced + i * d, rest), factor);
    const P quotient = mul<M>(numerator, load_elements_some<M>(inverses + i * d, rest));
    store_elements_some<M>(load_elements_some<M>(out + i * d, rest) + quotient, out + i * d, rest);
  }
}

template <class M>
void OpeningKernels<M>::fold_pairs(const uint32_t* in, const uint32_t* table, const uint32_t* factor,
                                   size_t pairs, uint32_t* out) {
  using F = typename M::Base;
  using P = PackedExtension<M>;
  constexpr int d = M::kDegree;
  const P beta = broadcast_element<M>(factor);
  for (size_t j = 0; j < pairs; j += kLanes) {
    const size_t rest = pairs - j;
    const uint32_t* pair = in + 2 * j * d;
    // `rest` pairs are 2 * rest elements in two vectors, of which the second may be empty.
    const P first = load_elements_some<M>(pair, 2 * rest);
    const P second = 2 * rest > kLanes ? load_elements_some<M>(pair + kLanes * d, 2 * rest - kLanes) : first;
    P even;
    P odd;
    for (int k = 0; k < d; ++k) unzip(first.c[k].v, second.c[k].v, even.c[k].v, odd.c[k].v);
    P half = even + odd;
    for (int k = 0; k < d; ++k) half.c[k] = halve(half.c[k]);
    const P odd_part = (even - odd) * load_some<F>(table + j, rest);
    store_elements_some<M>(half + mul<M>(odd_part, beta), out + j * d, rest);
  }
}

template struct OpeningKernels<KoalaBear4>;
template struct OpeningKernels<BabyBear4>;
template struct OpeningKernels<KoalaBear5>;

}  // namespace switchyard::cpu::SY_ISA
