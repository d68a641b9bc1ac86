#include "cpu/ntt_roots.h"

#include "math/element.h"

namespace switchyard::cpu {
namespace {

template <class F>
void split(Element<F> x, uint32_t* value, uint32_t* quotient) {
  *value = x.canonical();
  // value * 2^32 = quotient * p + x, so that x gives the quotient mod 2^32.
  *quotient = 0u - x.value * F::kPrimeInverse;
}

template <class F>
void fill(uint32_t* value, uint32_t* quotient, size_t entries, bool inverted, Element<F>* words) {
  words[0] = Element<F>::one();
  for (int log = 0; (size_t{1} << log) < entries; ++log) {
    Element<F> root = two_adic_generator<F>(log + 2);
    if (inverted) root = inverse(root);
    for (size_t q = 0; q < size_t{1} << log; ++q) words[(size_t{1} << log) + q] = words[q] * root;
  }
  for (size_t q = 0; q < entries; ++q) split(words[q], value + q, quotient + q);
}

// Calls body with an element type's zero of the field.
template <class Body>
auto with_field(FieldId field, Body&& body) {
  return field == FieldId::kKoalaBear ? body(Element<KoalaBear>::zero()) : body(Element<BabyBear>::zero());
}

}  // namespace

template <class F>
NttRoots NttRoots::build() {
  NttRoots roots;
  roots.one_ = kMontgomeryOne<F>;
  for (int bits = 0; bits <= F::kTwoAdicity; ++bits)
    roots.generators_[bits] = two_adic_generator<F>(bits).value;
  for (int bits = F::kTwoAdicity + 1; bits < 32; ++bits) roots.generators_[bits] = 0;
  static Element<F> words[kEntries];
  fill<F>(roots.forward_value_, roots.forward_quotient_, kEntries, false, words);
  fill<F>(roots.inverse_value_, roots.inverse_quotient_, kEntries, true, words);
  return roots;
}

const NttRoots& NttRoots::of(FieldId field) {
  if (field == FieldId::kKoalaBear) {
    static const NttRoots roots = [] {
      NttRoots r = build<KoalaBear>();
      r.field_ = FieldId::kKoalaBear;
      return r;
    }();
    return roots;
  }
  static const NttRoots roots = [] {
    NttRoots r = build<BabyBear>();
    r.field_ = FieldId::kBabyBear;
    return r;
  }();
  return roots;
}

uint32_t NttRoots::multiply(uint32_t a, uint32_t b) const {
  return with_field(field_, [&](auto zero) { return (decltype(zero){a} * decltype(zero){b}).value; });
}

uint32_t NttRoots::power(uint32_t base, uint64_t exponent) const {
  return with_field(field_,
                    [&](auto zero) { return switchyard::power(decltype(zero){base}, exponent).value; });
}

uint32_t NttRoots::invert(uint32_t a) const {
  return with_field(field_, [&](auto zero) { return switchyard::inverse(decltype(zero){a}).value; });
}

uint32_t NttRoots::reversed_power(int log_order, size_t index, int bits) const {
  // Bit b of the index weighs 2^(bits - 1 - b) in the exponent.
  uint32_t result = one_;
  for (int b = 0; b < bits; ++b)
    if (index >> b & 1) {
      const int log = bits - 1 - b;
      // The square repeated `log` times of a root of order 2^log_order; 1 beyond its order.
      result = multiply(result, log <= log_order ? generators_[log_order - log] : one_);
    }
  return result;
}

uint32_t NttRoots::inverse_of_two_to(int log) const {
  return with_field(field_, [&](auto zero) {
    auto x = decltype(zero)::one();
    for (int i = 0; i < log; ++i) x = halve(x);
    return x.value;
  });
}

void NttRoots::factor(uint32_t word, uint32_t* value, uint32_t* quotient) const {
  with_field(field_, [&](auto zero) { split(decltype(zero){word}, value, quotient); });
}

}  // namespace switchyard::cpu
