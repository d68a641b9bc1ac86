// The interpreter of lowered constraint programs: one step at a time over a block of rows.
#include "cpu/kernels/quotient_parts.h"
#include "cpu/lanes/packed.h"

namespace switchyard::cpu::SY_ISA {
namespace {

constexpr size_t kLanes = U32::kLanes;
constexpr size_t kVectors = kQuotientBlock / kLanes;

template <class F>
SY_INLINE Packed<F> mul_uniform(Packed<F> x, U32 value, U32 quotient) {
  // As Packed::reduce, with the quotient x * value / p mod 2^32 from one low product of all lanes.
  const Wide product = mul_wide(x.v, value);
  const Wide multiple = mul_wide(mul_low(x.v, quotient), Packed<F>::prime());
  const U32 difference = high(product - multiple);
  return {min(difference, difference + Packed<F>::prime())};
}

// out[.] = body(vector) for the vectors of a slot, given as an offset from the start of the slot.
template <class Body>
SY_INLINE void for_vectors(uint32_t* out, Body&& body) {
#pragma GCC unroll 8
  for (size_t v = 0; v < kVectors; ++v) body(v * kLanes).store(out + v * kLanes);
}

}  // namespace

template <class M>
void run_steps(const QuotientJob& job, const BlockRows& block, uint32_t* slots, uint64_t* sums,
               uint32_t* values) {
  using F = typename M::Base;
  using P = Packed<F>;
  FoldSums<M>::clear(sums);
  const uint32_t* weights = job.weights;
  for (const QuotientStep* step = job.steps;; ++step) {
    uint32_t* out = slots + step->out;
    const uint32_t* a = slots + step->a;
    switch (step->op) {
      case QuotientOp::kAdd: {
        const uint32_t* b = slots + step->b;
        for_vectors(out, [&](size_t i) { return P::load(a + i) + P::load(b + i); });
        break;
      }
      case QuotientOp::kSub: {
        const uint32_t* b = slots + step->b;
        for_vectors(out, [&](size_t i) { return P::load(a + i) - P::load(b + i); });
        break;
      }
      case QuotientOp::kMul: {
        const uint32_t* b = slots + step->b;
        for_vectors(out, [&](size_t i) { return P::load(a + i) * P::load(b + i); });
        break;
      }
      case QuotientOp::kAddUniform: {
        const P b = {U32::broadcast(job.uniforms[step->b].value)};
        for_vectors(out, [&](size_t i) { return P::load(a + i) + b; });
        break;
      }
      case QuotientOp::kUniformMinus: {
        const P b = {U32::broadcast(job.uniforms[step->b].value)};
        for_vectors(out, [&](size_t i) { return b - P::load(a + i); });
        break;
      }
      case QuotientOp::kMulUniform: {
        const U32 value = U32::broadcast(job.uniforms[step->b].value);
        const U32 quotient = U32::broadcast(job.uniforms[step->b].quotient);
        for_vectors(out, [&](size_t i) { return mul_uniform<F>(P::load(a + i), value, quotient); });
        break;
      }
      case QuotientOp::kCopy:
        for_vectors(out, [&](size_t i) { return P::load(a + i); });
        break;
      case QuotientOp::kFill: {
        const P b = {U32::broadcast(job.uniforms[step->b].value)};
        for_vectors(out, [&](size_t) { return b; });
        break;
      }
      case QuotientOp::kTile:
        transpose_tile(job, step->a, block, slots);
        break;
      case QuotientOp::kFold:
        FoldSums<M>::add(a, weights, step->b, sums);
        weights += step->b * kFoldGroup * M::kDegree;
        break;
      case QuotientOp::kEnd:
        FoldSums<M>::finish(sums, values);
        return;
    }
  }
}

template void run_steps<KoalaBear4>(const QuotientJob&, const BlockRows&, uint32_t*, uint64_t*, uint32_t*);
template void run_steps<BabyBear4>(const QuotientJob&, const BlockRows&, uint32_t*, uint64_t*, uint32_t*);
template void run_steps<KoalaBear5>(const QuotientJob&, const BlockRows&, uint32_t*, uint64_t*, uint32_t*);

}  // namespace switchyard::cpu::SY_ISA
