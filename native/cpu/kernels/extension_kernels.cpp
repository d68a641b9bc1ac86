#include "cpu/kernels/batch_inverse.h"
#include "cpu/kernels/extension_parts.h"
#include "cpu/lanes/packed_extension.h"

namespace switchyard::cpu::SY_ISA {
namespace {

// out[i] = op(in[0][i], in[1][i], ...) over elements.
template <class M, class Op, class... In>
SY_INLINE void map_elements(size_t n, uint32_t* out, Op op, const In*... in) {
  constexpr size_t kLanes = U32::kLanes;
  constexpr size_t d = M::kDegree;
  size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) store_elements<M>(op(load_elements<M>(in + i * d)...), out + i * d);
  if (i < n)
    store_elements_partial<M>(op(load_elements_partial<M>(in + i * d, n - i)...), out + i * d, n - i);
}

}  // namespace

template <class M>
void extension_mul(const uint32_t* a, const uint32_t* b, uint32_t* out, size_t n) {
  using P = PackedExtension<M>;
  map_elements<M>(
      n, out, [](const P& x, const P& y) { return mul<M>(x, y); }, a, b);
}

template <class M>
void extension_mul_add(const uint32_t* a, const uint32_t* b, const uint32_t* c, uint32_t* out, size_t n) {
  using P = PackedExtension<M>;
  map_elements<M>(
      n, out, [](const P& x, const P& y, const P& z) { return mul<M>(x, y) + z; }, a, b, c);
}

template <class M>
void extension_scale(const uint32_t* a, const uint32_t* factor, uint32_t* out, size_t n) {
  using P = PackedExtension<M>;
  const P y = broadcast_element<M>(factor);
  map_elements<M>(
      n, out, [&y](const P& x) { return mul<M>(x, y); }, a);
}

// 1/a = conjugates / norm, and the norms are base elements: one block of them at a time. The conjugates wait
// in the output.
template <class M>
void extension_invert(const uint32_t* a, uint32_t* out, size_t n) {
  using F = typename M::Base;
  using P = PackedExtension<M>;
  constexpr size_t kLanes = U32::kLanes;
  constexpr size_t d = M::kDegree;
  uint32_t norms[kInverseBlock];
  uint32_t prefix[kInverseBlock];
  for (size_t start = 0; start < n; start += kInverseBlock) {
    const size_t count = n - start < kInverseBlock ? n - start : kInverseBlock;
    const uint32_t* in = a + start * d;
    uint32_t* to = out + start * d;
    for (size_t i = 0; i < count; i += kLanes) {
      const P x = load_elements_some<M>(in + i * d, count - i);
      P conjugates;
      packed_norm<M>(x, conjugates).store(norms + i);
      store_elements_some<M>(conjugates, to + i * d, count - i);
    }
    invert_block<F>(norms, norms, count, prefix);
    for (size_t i = 0; i < count; i += kLanes) {
      const P conjugates = load_elements_some<M>(to + i * d, count - i);
      store_elements_some<M>(conjugates * Packed<F>::load(norms + i), to + i * d, count - i);
    }
  }
}

template void extension_mul<KoalaBear4>(const uint32_t*, const uint32_t*, uint32_t*, size_t);
template void extension_mul<BabyBear4>(const uint32_t*, const uint32_t*, uint32_t*, size_t);
template void extension_mul<KoalaBear5>(const uint32_t*, const uint32_t*, uint32_t*, size_t);
template void extension_mul_add<KoalaBear4>(const uint32_t*, const uint32_t*, const uint32_t*, uint32_t*,
                                            size_t);
template void extension_mul_add<BabyBear4>(const uint32_t*, const uint32_t*, const uint32_t*, uint32_t*,
                                           size_t);
template void extension_mul_add<KoalaBear5>(const uint32_t*, const uint32_t*, const uint32_t*, uint32_t*,
                                            size_t);
template void extension_scale<KoalaBear4>(const uint32_t*, const uint32_t*, uint32_t*, size_t);
template void extension_scale<BabyBear4>(const uint32_t*, const uint32_t*, uint32_t*, size_t);
template void extension_scale<KoalaBear5>(const uint32_t*, const uint32_t*, uint32_t*, size_t);
template void extension_invert<KoalaBear4>(const uint32_t*, uint32_t*, size_t);
template void extension_invert<BabyBear4>(const uint32_t*, uint32_t*, size_t);
template void extension_invert<KoalaBear5>(const uint32_t*, uint32_t*, size_t);

}  // namespace switchyard::cpu::SY_ISA
