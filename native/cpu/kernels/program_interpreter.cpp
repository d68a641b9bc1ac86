// The interpreter of lowered constraint programs: run by run over a block of rows.
#include "cpu/kernels/program_parts.h"
#include "cpu/lanes/packed.h"

namespace switchyard::cpu::SY_ISA {
namespace {

constexpr size_t kLanes = U32::kLanes;
constexpr size_t kVectors = kProgramBlock / kLanes;

template <class F>
SY_INLINE Packed<F> mul_uniform(Packed<F> x, U32 value, U32 quotient) {
  return Packed<F>::from_signed(multiply_prepared(x.v, value, quotient, Packed<F>::prime()));
}

// out = body(offset of a vector in its slot) for the vectors of a slot.
template <class Body>
SY_INLINE void for_vectors(uint32_t* out, Body&& body) {
#pragma GCC unroll 8
  for (size_t v = 0; v < kVectors; ++v) body(v * kLanes).store(out + v * kLanes);
}

}  // namespace

template <class F>
void run_program(const ProgramJob& job, const BlockRows& block, uint32_t* slots, const Fold& fold) {
  using P = Packed<F>;
  const uint32_t* weights = fold.weights;
  const ProgramOperands* at = job.operands;
  const Uniform* uniforms = job.uniforms;
  uint32_t tile = 0;
  for (const ProgramRun* run = job.runs;; ++run) {
    // Runs without operands leave `at` alone.
    const ProgramOperands* end = at + run->count;
    // body(operand slot a, the operands) gives a vector for each offset.
    const auto each = [&](auto&& body) {
      for (; at != end; ++at) {
        const uint32_t* a = slots + at->a;
        for_vectors(slots + at->out, body(a, *at));
      }
    };
    switch (run->op) {
      case ProgramOp::kAdd:
        each([&](const uint32_t* a, const ProgramOperands& o) {
          const uint32_t* b = slots + o.b;
          return [=](size_t i) { return P::load(a + i) + P::load(b + i); };
        });
        break;
      case ProgramOp::kSub:
        each([&](const uint32_t* a, const ProgramOperands& o) {
          const uint32_t* b = slots + o.b;
          return [=](size_t i) { return P::load(a + i) - P::load(b + i); };
        });
        break;
      case ProgramOp::kMul:
        each([&](const uint32_t* a, const ProgramOperands& o) {
          const uint32_t* b = slots + o.b;
          return [=](size_t i) { return P::load(a + i) * P::load(b + i); };
        });
        break;
      case ProgramOp::kAddUniform:
        each([&](const uint32_t* a, const ProgramOperands& o) {
          const P b = {U32::broadcast(uniforms[o.b].value)};
          return [=](size_t i) { return P::load(a + i) + b; };
        });
        break;
      case ProgramOp::kUniformMinus:
        each([&](const uint32_t* a, const ProgramOperands& o) {
          const P b = {U32::broadcast(uniforms[o.b].value)};
          return [=](size_t i) { return b - P::load(a + i); };
        });
        break;
      case ProgramOp::kMulUniform:
        each([&](const uint32_t* a, const ProgramOperands& o) {
          const U32 value = U32::broadcast(uniforms[o.b].value);
          const U32 quotient = U32::broadcast(uniforms[o.b].quotient);
          return [=](size_t i) { return mul_uniform<F>(P::load(a + i), value, quotient); };
        });
        break;
      case ProgramOp::kAddAdd:
        each([&](const uint32_t* a, const ProgramOperands& o) {
          const uint32_t* b = slots + o.b;
          const uint32_t* c = slots + o.c;
          return [=](size_t i) { return P::load(a + i) + P::load(b + i) + P::load(c + i); };
        });
        break;
      case ProgramOp::kAddSub:
        each([&](const uint32_t* a, const ProgramOperands& o) {
          const uint32_t* b = slots + o.b;
          const uint32_t* c = slots + o.c;
          return [=](size_t i) { return P::load(a + i) + P::load(b + i) - P::load(c + i); };
        });
        break;
      case ProgramOp::kMulAdd:
        each([&](const uint32_t* a, const ProgramOperands& o) {
          const uint32_t* b = slots + o.b;
          const uint32_t* c = slots + o.c;
          return [=](size_t i) { return P::load(a + i) * P::load(b + i) + P::load(c + i); };
        });
        break;
      case ProgramOp::kMulSub:
        each([&](const uint32_t* a, const ProgramOperands& o) {
          const uint32_t* b = slots + o.b;
          const uint32_t* c = slots + o.c;
          return [=](size_t i) { return P::load(a + i) * P::load(b + i) - P::load(c + i); };
        });
        break;
      case ProgramOp::kSubMul:
        each([&](const uint32_t* a, const ProgramOperands& o) {
          const uint32_t* b = slots + o.b;
          const uint32_t* c = slots + o.c;
          return [=](size_t i) { return P::load(c + i) - P::load(a + i) * P::load(b + i); };
        });
        break;
      case ProgramOp::kMulUniformAdd:
        each([&](const uint32_t* a, const ProgramOperands& o) {
          const U32 value = U32::broadcast(uniforms[o.b].value);
          const U32 quotient = U32::broadcast(uniforms[o.b].quotient);
          const uint32_t* c = slots + o.c;
          return [=](size_t i) { return mul_uniform<F>(P::load(a + i), value, quotient) + P::load(c + i); };
        });
        break;
      case ProgramOp::kCopy:
        each([&](const uint32_t* a, const ProgramOperands&) {
          return [=](size_t i) { return P::load(a + i); };
        });
        break;
      case ProgramOp::kFill:
        each([&](const uint32_t*, const ProgramOperands& o) {
          const P b = {U32::broadcast(uniforms[o.b].value)};
          return [=](size_t) { return b; };
        });
        break;
      case ProgramOp::kTile:
        for (uint32_t i = 0; i < run->count; ++i) transpose_tile(job, tile++, block, slots);
        break;
      case ProgramOp::kFold: {
        const size_t groups = (run->count + kFoldGroup - 1) / kFoldGroup;
        fold.add(slots + job.asserted_slots, weights, groups, fold.sums);
        weights += groups * fold.group_weights;
        break;
      }
      case ProgramOp::kEnd:
        return;
    }
  }
}

template void run_program<KoalaBear>(const ProgramJob&, const BlockRows&, uint32_t*, const Fold&);
template void run_program<BabyBear>(const ProgramJob&, const BlockRows&, uint32_t*, const Fold&);

}  // namespace switchyard::cpu::SY_ISA
