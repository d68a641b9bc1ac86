// The interpreter of lowered constraint programs: run by run over a block of rows.
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

// out = body(offset of a vector in its slot) for the vectors of a slot.
template <class Body>
SY_INLINE void for_vectors(uint32_t* out, Body&& body) {
#pragma GCC unroll 8
  for (size_t v = 0; v < kVectors; ++v) body(v * kLanes).store(out + v * kLanes);
}

}  // namespace

template <class M>
void run_program(const QuotientJob& job, const BlockRows& block, uint32_t* slots, uint64_t* sums,
                 uint32_t* values) {
  using F = typename M::Base;
  using P = Packed<F>;
  FoldSums<M>::clear(sums);
  const uint32_t* weights = job.weights;
  const QuotientOperands* at = job.operands;
  const Uniform* uniforms = job.uniforms;
  uint32_t tile = 0;
  for (const QuotientRun* run = job.runs;; ++run) {
    // Runs without operands leave `at` alone.
    const QuotientOperands* end = at + run->count;
    // body(operand slot a, the operands) gives a vector for each offset.
    const auto each = [&](auto&& body) {
      for (; at != end; ++at) {
        const uint32_t* a = slots + at->a;
        for_vectors(slots + at->out, body(a, *at));
      }
    };
    switch (run->op) {
      case QuotientOp::kAdd:
        each([&](const uint32_t* a, const QuotientOperands& o) {
          const uint32_t* b = slots + o.b;
          return [=](size_t i) { return P::load(a + i) + P::load(b + i); };
        });
        break;
      case QuotientOp::kSub:
        each([&](const uint32_t* a, const QuotientOperands& o) {
          const uint32_t* b = slots + o.b;
          return [=](size_t i) { return P::load(a + i) - P::load(b + i); };
        });
        break;
      case QuotientOp::kMul:
        each([&](const uint32_t* a, const QuotientOperands& o) {
          const uint32_t* b = slots + o.b;
          return [=](size_t i) { return P::load(a + i) * P::load(b + i); };
        });
        break;
      case QuotientOp::kAddUniform:
        each([&](const uint32_t* a, const QuotientOperands& o) {
          const P b = {U32::broadcast(uniforms[o.b].value)};
          return [=](size_t i) { return P::load(a + i) + b; };
        });
        break;
      case QuotientOp::kUniformMinus:
        each([&](const uint32_t* a, const QuotientOperands& o) {
          const P b = {U32::broadcast(uniforms[o.b].value)};
          return [=](size_t i) { return b - P::load(a + i); };
        });
        break;
      case QuotientOp::kMulUniform:
        each([&](const uint32_t* a, const QuotientOperands& o) {
          const U32 value = U32::broadcast(uniforms[o.b].value);
          const U32 quotient = U32::broadcast(uniforms[o.b].quotient);
          return [=](size_t i) { return mul_uniform<F>(P::load(a + i), value, quotient); };
        });
        break;
      case QuotientOp::kAddAdd:
        each([&](const uint32_t* a, const QuotientOperands& o) {
          const uint32_t* b = slots + o.b;
          const uint32_t* c = slots + o.c;
          return [=](size_t i) { return P::load(a + i) + P::load(b + i) + P::load(c + i); };
        });
        break;
      case QuotientOp::kAddSub:
        each([&](const uint32_t* a, const QuotientOperands& o) {
          const uint32_t* b = slots + o.b;
          const uint32_t* c = slots + o.c;
          return [=](size_t i) { return P::load(a + i) + P::load(b + i) - P::load(c + i); };
        });
        break;
      case QuotientOp::kMulAdd:
        each([&](const uint32_t* a, const QuotientOperands& o) {
          const uint32_t* b = slots + o.b;
          const uint32_t* c = slots + o.c;
          return [=](size_t i) { return P::load(a + i) * P::load(b + i) + P::load(c + i); };
        });
        break;
      case QuotientOp::kMulSub:
        each([&](const uint32_t* a, const QuotientOperands& o) {
          const uint32_t* b = slots + o.b;
          const uint32_t* c = slots + o.c;
          return [=](size_t i) { return P::load(a + i) * P::load(b + i) - P::load(c + i); };
        });
        break;
      case QuotientOp::kSubMul:
        each([&](const uint32_t* a, const QuotientOperands& o) {
          const uint32_t* b = slots + o.b;
          const uint32_t* c = slots + o.c;
          return [=](size_t i) { return P::load(c + i) - P::load(a + i) * P::load(b + i); };
        });
        break;
      case QuotientOp::kMulUniformAdd:
        each([&](const uint32_t* a, const QuotientOperands& o) {
          const U32 value = U32::broadcast(uniforms[o.b].value);
          const U32 quotient = U32::broadcast(uniforms[o.b].quotient);
          const uint32_t* c = slots + o.c;
          return [=](size_t i) { return mul_uniform<F>(P::load(a + i), value, quotient) + P::load(c + i); };
        });
        break;
      case QuotientOp::kCopy:
        each([&](const uint32_t* a, const QuotientOperands&) {
          return [=](size_t i) { return P::load(a + i); };
        });
        break;
      case QuotientOp::kFill:
        each([&](const uint32_t*, const QuotientOperands& o) {
          const P b = {U32::broadcast(uniforms[o.b].value)};
          return [=](size_t) { return b; };
        });
        break;
      case QuotientOp::kTile:
        for (uint32_t i = 0; i < run->count; ++i) transpose_tile(job, tile++, block, slots);
        break;
      case QuotientOp::kFold: {
        const size_t groups = (run->count + kFoldGroup - 1) / kFoldGroup;
        FoldSums<M>::add(slots + job.constraint_slots, weights, groups, sums);
        weights += groups * kFoldGroup * M::kDegree;
        break;
      }
      case QuotientOp::kEnd:
        FoldSums<M>::finish(sums, values);
        return;
    }
  }
}

template void run_program<KoalaBear4>(const QuotientJob&, const BlockRows&, uint32_t*, uint64_t*, uint32_t*);
template void run_program<BabyBear4>(const QuotientJob&, const BlockRows&, uint32_t*, uint64_t*, uint32_t*);
template void run_program<KoalaBear5>(const QuotientJob&, const BlockRows&, uint32_t*, uint64_t*, uint32_t*);

}  // namespace switchyard::cpu::SY_ISA
