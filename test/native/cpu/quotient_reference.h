// Quotients by the definition.
#pragma once

#include "cpu/quotient.h"
#include "math/butterfly.h"
#include "program_reference.h"

namespace switchyard::test {

// The chunks one after the other, by the definition.
template <class M>
Words naive_quotient(const cpu::QuotientArguments& q) {
  using F = typename M::Base;
  using E = Element<F>;
  using K = Extension<M>;
  const int log_domain = q.log_rows + q.log_chunks;
  const uint32_t size = 1u << log_domain, rows = 1u << q.log_rows, chunks = 1u << q.log_chunks;
  K alpha{};
  for (int k = 0; k < M::kDegree; ++k) alpha.c[k].value = q.alpha[k];
  const E last = inverse(two_adic_generator<F>(q.log_rows));
  Words out(size_t{size} * M::kDegree);
  for (uint32_t i = 0; i < size; ++i) {
    const E x = E::from_canonical(F::kGenerator) * power(two_adic_generator<F>(log_domain), i);
    const E z = power(x, rows) - E::one();
    RowInputs<F> in{};
    for (uint32_t next : {0, 1}) {
      const size_t row = reverse_bits((i + next * chunks) % size, log_domain);
      in.main[next] = q.main.words + row * q.main.columns;
      in.preprocessed[next] = q.preprocessed.words + row * q.preprocessed.columns;
      in.permutation[next] = q.permutation.words + row * q.permutation.columns;
    }
    in.scalars = q.scalars;
    in.selectors[0] = z * inverse(x - E::one());
    in.selectors[1] = z * inverse(x - last);
    in.selectors[2] = x - last;
    K folded = K::zero();
    for (const K& c : run_program<M>(q.program, in)) folded = naive_product(folded, alpha) + c;
    put_element(out, size_t{i % chunks} * rows + i / chunks, folded * inverse(z));
  }
  return out;
}

}  // namespace switchyard::test
