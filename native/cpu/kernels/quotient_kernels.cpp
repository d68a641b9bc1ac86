// Ranges of the quotient domain: points, selectors, rows of blocks, and what becomes of the folded values.
#include "cpu/kernels/quotient_kernels.h"

#include "cpu/kernels/batch_inverse.h"
#include "cpu/kernels/program_parts.h"
#include "cpu/kernels/quotient_parts.h"
#include "math/butterfly.h"

namespace switchyard::cpu::SY_ISA {
namespace {

constexpr size_t kLanes = U32::kLanes;
static_assert(kQuotientRange <= kInverseBlock);
static_assert(kProgramBlock % kLanes == 0);

constexpr uint32_t kFirst = 0, kLast = 1, kTransition = 2;  // selectors, as in constraint programs

// A block, and the power of the generator at which each row's point lies.
struct QuotientBlock : BlockRows {
  uint32_t natural[kProgramBlock];
};

// The rows from `first` on. The natural index of row first + j is that of `first` plus brev(j) * stride, with
// the bits of j reversed; adding 2^log_chunks to it carries into the part above the stride in some blocks.
SY_INLINE void find_rows(const QuotientJob& job, size_t first, QuotientBlock& block) {
  const int log_domain = job.log_rows + job.log_chunks;
  const int log_block =
      log_domain < static_cast<int>(kLogProgramBlock) ? log_domain : static_cast<int>(kLogProgramBlock);
  const int log_stride = log_domain - log_block;
  const uint32_t base = reverse_bits(static_cast<uint32_t>(first), log_domain);
  const uint32_t next = base + (1u << job.log_chunks);
  const uint32_t next_first = reverse_bits(next & ((1u << log_stride) - 1), log_domain);
  const uint32_t carry = next >> log_stride;
  const uint32_t mask = (1u << log_block) - 1;
  uint32_t reversed[kProgramBlock];
  reversed[0] = 0;
  for (int k = 0; k < log_block; ++k)
    for (uint32_t j = 0; j < 1u << k; ++j)
      reversed[(1u << k) + j] = reversed[j] + (1u << (log_block - 1 - k));
  for (uint32_t j = 0; j < kProgramBlock; ++j) {
    const uint32_t i = reversed[j & mask];
    block.natural[j] = base + (i << log_stride);
    block.rows[0][j] = static_cast<uint32_t>(first) + (j & mask);
    block.rows[1][j] = next_first + reversed[(i + carry) & mask];
  }
}

// The selectors that the program reads, for all rows of a range and without the factor Z of the first two:
// Z / (x - 1), Z / (x - h^-1), x - h^-1.
template <class F>
void make_selectors(const QuotientJob& job, const QuotientRange& range, uint32_t* selectors,
                    uint32_t* prefix) {
  using P = Packed<F>;
  const auto word = [](uint32_t w) { return P::broadcast(Element<F>::from_montgomery(w)); };
  const auto points_minus = [&](P subtracted, uint32_t* out) {
    const P factor = word(range.factor);
    for (size_t i = 0; i < range.count; i += kLanes) {
      const size_t rest = range.count - i;
      const P x = rest >= kLanes ? P::load(range.points + i)
                                 : P::load_partial(range.points + i, static_cast<int>(rest));
      (x * factor - subtracted).store(out + i);
    }
  };
  const auto invert = [&](uint32_t* words) { invert_block<F>(words, words, range.count, prefix); };
  uint32_t* first = selectors + kFirst * kQuotientRange;
  uint32_t* last = selectors + kLast * kQuotientRange;
  uint32_t* transition = selectors + kTransition * kQuotientRange;
  if (job.selectors[kTransition]) points_minus(word(job.last_point), transition);
  if (job.selectors[kLast]) {
    points_minus(word(job.last_point), last);
    invert(last);
  }
  if (job.selectors[kFirst]) {
    points_minus(P::broadcast(Element<F>::one()), first);
    invert(first);
  }
}

template <class F>
SY_INLINE void place_selectors(const QuotientJob& job, const QuotientBlock& block, const uint32_t* selectors,
                               size_t offset, size_t count, uint32_t* slots) {
  const uint32_t chunk_mask = (1u << job.log_chunks) - 1;
  for (uint32_t s = 0; s < 3; ++s) {
    if (!job.selectors[s]) continue;
    const uint32_t* from = selectors + s * kQuotientRange;
    uint32_t* to = slots + job.selector_slots + s * kProgramBlock;
    uint32_t factor[kProgramBlock];
    for (size_t j = 0; j < kProgramBlock; ++j) {
      to[j] = from[(offset + j) & (count - 1)];
      factor[j] = s == kTransition ? kMontgomeryOne<F> : job.vanishing[block.natural[j] & chunk_mask];
    }
    for (size_t j = 0; j < kProgramBlock; j += kLanes)
      (Packed<F>::load(to + j) * Packed<F>::load(factor + j)).store(to + j);
  }
}

// Divides by Z and puts each row into its chunk.
template <class M>
SY_INLINE void place_values(const QuotientJob& job, const QuotientBlock& block, size_t count,
                            uint32_t* values) {
  using F = typename M::Base;
  constexpr size_t d = M::kDegree;
  const uint32_t chunk_mask = (1u << job.log_chunks) - 1;
  uint32_t inverse[kProgramBlock];
  for (size_t j = 0; j < kProgramBlock; ++j)
    inverse[j] = job.inverse_vanishing[block.natural[j] & chunk_mask];
  for (size_t k = 0; k < d; ++k)
    for (size_t j = 0; j < kProgramBlock; j += kLanes) {
      uint32_t* value = values + k * kProgramBlock + j;
      (Packed<F>::load(value) * Packed<F>::load(inverse + j)).store(value);
    }
  for (size_t j = 0; j < count; ++j) {
    const uint32_t natural = block.natural[j];
    uint32_t* to = job.chunks[natural & chunk_mask] + size_t{natural >> job.log_chunks} * d;
    for (size_t k = 0; k < d; ++k) to[k] = values[k * kProgramBlock + j];
  }
}

template <class M>
void evaluate(const QuotientJob& job, const QuotientRange& range, uint32_t* workspace, size_t scratch) {
  using F = typename M::Base;
  uint32_t* selectors = workspace + scratch;
  uint32_t* prefix = selectors + 3 * kQuotientRange;
  uint64_t* sums = reinterpret_cast<uint64_t*>(prefix + kQuotientRange);
  uint32_t* values = reinterpret_cast<uint32_t*>(sums + FoldSums<M>::kWords);
  const Fold fold{FoldSums<M>::add, job.weights, kFoldGroup * M::kDegree, sums};
  make_selectors<F>(job, range, selectors, prefix);
  for (size_t offset = 0; offset < range.count; offset += kProgramBlock) {
    const size_t left = range.count - offset;
    QuotientBlock block;
    find_rows(job, range.first + offset, block);
    place_selectors<F>(job, block, selectors, offset, range.count, workspace);
    FoldSums<M>::clear(sums);
    run_program<F>(job.program, block, workspace, fold);
    FoldSums<M>::finish(sums, values);
    place_values<M>(job, block, left < kProgramBlock ? left : kProgramBlock, values);
  }
}

}  // namespace

constinit const QuotientKernels kQuotientKernels[kFields] = {
    {{evaluate<KoalaBear4>, evaluate<KoalaBear5>}},
    {{evaluate<BabyBear4>, nullptr}},
};

}  // namespace switchyard::cpu::SY_ISA
