// Products modulo p where all 64 bits of a product cost no more than some of them. lanes.h says what each
// function means; instruction sets with something better have them in their own header.
#pragma once

namespace switchyard::cpu::SY_ISA {

struct Modulus {
  U32 prime;
  U32 inverse;
};

// Both terms of the difference agree in their low halves, so that its high half is the difference of theirs.
SY_INLINE U32 reduce_wide(Wide x, const Modulus& m) {
  const Wide q = mul_low_halves(x, m.inverse);
  return high(x - mul_low_halves(q, m.prime));
}

// As reduce_wide with a signed q: |a b| <= p^2 and |q p| <= 2^31 p. The product is in the high halves.
using Product = Wide;
SY_INLINE Product multiply_signed(Factor a, Factor b, const Modulus& m) {
  const Wide x = mul_halves_signed(a, b);
  const Wide q = mul_low_halves(x, m.inverse);
  return x - mul_halves_signed(q, m.prime);
}
SY_INLINE Factor to_factor(Product a) { return high_to_low(a); }
SY_INLINE U32 to_words(Product a) { return high(a); }

SY_INLINE U32 multiply_words(U32 a, U32 b, const Modulus& m) { return reduce_wide(mul_wide(a, b), m); }
SY_INLINE U32 multiply_prepared(U32 a, U32 b, U32 quotient, U32 prime) {
  return high(mul_wide(a, b) - mul_wide(mul_low(a, quotient), prime));
}

// Lazy words are in [0, 2p), reduced ones canonical.
SY_INLINE U32 lazy_quotient(U32 quotient) { return quotient; }
// With quotient = (value * 2^32 - r) / p, r < p, the true quotient exceeds the estimate by less than
// 1 + x r / (2^32 p) < 2, for any word x.
SY_INLINE U32 multiply_lazy(U32 x, U32 value, U32 quotient, U32 prime) {
  return mul_low(x, value) - mul_low(high(mul_wide(x, quotient)), prime);
}
// x < 2p and a factor < p: the product is below 2^32 p.
SY_INLINE U32 multiply_lazy_words(U32 x, U32 factor, const Modulus& m) {
  const U32 difference = multiply_words(x, factor, m);
  return min(difference, difference + m.prime);
}
SY_INLINE U32 reduce_lazy(U32 x, U32 prime) { return min(x, x - prime); }
template <bool kReduced>
SY_INLINE U32 subtract_lazy(U32 a, U32 b, U32 prime) {
  const U32 difference = a - b;
  const U32 raised = difference + prime;
  return kReduced ? min(difference, raised) : raised;
}
SY_INLINE U32 lazy_to_canonical(U32 x, U32 prime) { return reduce_lazy(x, prime); }

}  // namespace switchyard::cpu::SY_ISA
