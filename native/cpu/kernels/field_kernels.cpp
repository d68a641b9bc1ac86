#include "cpu/kernels/field_kernels.h"

#include "cpu/kernels/batch_inverse.h"
#include "cpu/kernels/extension_parts.h"
#include "cpu/lanes/packed.h"

namespace switchyard::cpu::SY_ISA {
namespace {

// out[i] = op(in[0][i], in[1][i], ...) for all i < n.
template <class F, class Op, class... In>
SY_INLINE void map(size_t n, uint32_t* out, Op op, const In*... in) {
  using P = Packed<F>;
  constexpr size_t kLanes = P::kLanes;
  size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) op(P::load(in + i)...).store(out + i);
  if (i < n) {
    const int rest = static_cast<int>(n - i);
    op(P::load_partial(in + i, rest)...).store_partial(out + i, rest);
  }
}

template <class F>
void add(const uint32_t* a, const uint32_t* b, uint32_t* out, size_t n) {
  map<F>(
      n, out, [](Packed<F> x, Packed<F> y) { return x + y; }, a, b);
}

template <class F>
void sub(const uint32_t* a, const uint32_t* b, uint32_t* out, size_t n) {
  map<F>(
      n, out, [](Packed<F> x, Packed<F> y) { return x - y; }, a, b);
}

template <class F>
void mul(const uint32_t* a, const uint32_t* b, uint32_t* out, size_t n) {
  map<F>(
      n, out, [](Packed<F> x, Packed<F> y) { return x * y; }, a, b);
}

template <class F>
void mul_add(const uint32_t* a, const uint32_t* b, const uint32_t* c, uint32_t* out, size_t n) {
  map<F>(
      n, out, [](Packed<F> x, Packed<F> y, Packed<F> z) { return x * y + z; }, a, b, c);
}

template <class F>
void negate(const uint32_t* a, uint32_t* out, size_t n) {
  map<F>(
      n, out, [](Packed<F> x) { return -x; }, a);
}

template <class F>
void scale(const uint32_t* a, uint32_t factor, uint32_t* out, size_t n) {
  const Packed<F> y = Packed<F>::broadcast(Element<F>::from_montgomery(factor));
  map<F>(
      n, out, [y](Packed<F> x) { return x * y; }, a);
}

// As scale, for any words a: the product with a factor below p is below 2^32 p.
template <class F>
SY_INLINE void scale_any(const uint32_t* a, uint32_t factor, uint32_t* out, size_t n) {
  const U32 y = U32::broadcast(factor);
  map<F>(
      n, out, [y](Packed<F> x) { return Packed<F>::reduce(mul_wide(x.v, y)); }, a);
}

// x R^2 2^-32 = x R.
template <class F>
void to_montgomery(const uint32_t* a, uint32_t* out, size_t n) {
  scale_any<F>(a, kMontgomeryR2<F>, out, n);
}

template <class F>
void from_montgomery(const uint32_t* a, uint32_t* out, size_t n) {
  scale_any<F>(a, 1, out, n);
}

template <class F>
size_t find_unreduced(const uint32_t* a, size_t n) {
  constexpr size_t kBlock = 64 * U32::kLanes;
  const U32 ones = U32::broadcast(~0u);
  for (size_t start = 0; start < n; start += kBlock) {
    const size_t end = start + kBlock < n ? start + kBlock : n;
    U32 smallest = ones;  // of the complements
    size_t i = start;
    for (; i + U32::kLanes <= end; i += U32::kLanes) smallest = min(smallest, ones - U32::load(a + i));
    if (i < end) smallest = min(smallest, ones - U32::load_partial(a + i, static_cast<int>(end - i)));
    uint32_t lanes[U32::kLanes];
    smallest.store(lanes);
    bool reduced = true;
    for (uint32_t lane : lanes) reduced = reduced && lane > ~F::kPrime;
    if (reduced) continue;
    for (i = start; i < end; ++i)
      if (a[i] >= F::kPrime) return i;
  }
  return n;
}

template <class F>
void invert(const uint32_t* a, uint32_t* out, size_t n) {
  uint32_t prefix[kInverseBlock];
  for (size_t i = 0; i < n; i += kInverseBlock)
    invert_block<F>(a + i, out + i, n - i < kInverseBlock ? n - i : kInverseBlock, prefix);
}

template <class M>
constexpr ExtensionKernels extension_kernels() {
  return {extension_mul<M>, extension_mul_add<M>, extension_scale<M>, extension_invert<M>};
}

template <class F>
constexpr FieldKernels field_kernels(ExtensionKernels degree4, ExtensionKernels degree5) {
  return {add<F>,
          sub<F>,
          mul<F>,
          mul_add<F>,
          negate<F>,
          scale<F>,
          to_montgomery<F>,
          from_montgomery<F>,
          find_unreduced<F>,
          invert<F>,
          {degree4, degree5}};
}

}  // namespace

constexpr FieldKernels kKoalaBear =
    field_kernels<KoalaBear>(extension_kernels<KoalaBear4>(), extension_kernels<KoalaBear5>());
constexpr FieldKernels kBabyBear = field_kernels<BabyBear>(extension_kernels<BabyBear4>(), {});

constinit const FieldKernels kFieldKernels[kFields] = {kKoalaBear, kBabyBear};

}  // namespace switchyard::cpu::SY_ISA
