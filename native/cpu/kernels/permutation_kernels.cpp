// Ranges of rows of a table's permutation columns.
//
// V / U = V * conjugates(U) / norm(U), and norms are base elements: those of many blocks are inverted at
// once. Until then the products wait in columns, one slot for each coordinate as in programs, from which
// whole rows are written.
#include "cpu/kernels/permutation_kernels.h"

#include "cpu/kernels/batch_inverse.h"
#include "cpu/kernels/program_parts.h"
#include "cpu/lanes/packed_extension.h"

namespace switchyard::cpu::SY_ISA {
namespace {

constexpr size_t kLanes = U32::kLanes;
static_assert(kProgramBlock % kLanes == 0);
static_assert(kInvertedTogether * kProgramBlock <= kInverseBlock);

alignas(64) constexpr uint32_t kZeros[kProgramBlock] = {};

// The rows from `first` on, and around from the last to row 0.
SY_INLINE void find_rows(size_t first, size_t rows, BlockRows& block) {
  size_t row = first;
  for (size_t j = 0; j < kProgramBlock; ++j) {
    block.rows[0][j] = static_cast<uint32_t>(row);
    row = row + 1 == rows ? 0 : row + 1;
    block.rows[1][j] = static_cast<uint32_t>(row);
  }
}

// An extension element for each row of a block, by coordinate.
template <class M>
struct Coordinates {
  const uint32_t* at[M::kDegree];

  SY_INLINE Coordinates(const uint32_t* slots, const uint32_t (&offsets)[kMostDegree]) {
    for (int k = 0; k < M::kDegree; ++k) at[k] = offsets[k] == kNoSlot ? kZeros : slots + offsets[k];
  }
  SY_INLINE bool is_base() const {
    for (int k = 1; k < M::kDegree; ++k)
      if (at[k] != kZeros) return false;
    return true;
  }
  SY_INLINE PackedExtension<M> load(size_t row) const {
    PackedExtension<M> r;
    for (int k = 0; k < M::kDegree; ++k) r.c[k] = Packed<typename M::Base>::load(at[k] + row);
    return r;
  }
};

// The norms of a lookup's denominators, and its numerators times the denominators' conjugates.
template <class M>
SY_INLINE void multiply_by_conjugates(const FractionSlots& fraction, const uint32_t* slots, uint32_t* columns,
                                      uint32_t* norms) {
  using P = Packed<typename M::Base>;
  const Coordinates<M> denominator(slots, fraction.denominator);
  const Coordinates<M> numerator(slots, fraction.numerator);
  const bool is_base = numerator.is_base();
  for (size_t i = 0; i < kProgramBlock; i += kLanes) {
    PackedExtension<M> product;
    packed_norm<M>(denominator.load(i), product).store(norms + i);
    product = is_base ? product * P::load(numerator.at[0] + i) : mul<M>(product, numerator.load(i));
    for (int k = 0; k < M::kDegree; ++k) product.c[k].store(columns + k * kProgramBlock + i);
  }
}

SY_INLINE bool has_zero(const uint32_t* words, size_t count) {
  U32 least = U32::load(words);
  for (size_t i = kLanes; i < count; i += kLanes) least = min(least, U32::load(words + i));
  uint32_t lanes[kLanes];
  least.store(lanes);
  for (size_t l = 0; l < kLanes; ++l)
    if (lanes[l] == 0) return true;
  return false;
}

// The accumulator of a block, from the sum of its rows' fractions; `running` is the sum before and after.
template <class M>
SY_INLINE void add_up(uint32_t* columns, uint32_t lookups, size_t count, Extension<M>& running) {
  using P = Packed<typename M::Base>;
  constexpr size_t d = M::kDegree;
  for (size_t i = 0; i < kProgramBlock; i += kLanes)
    for (size_t k = 0; k < d; ++k) {
      P sum = P::zero();
      for (size_t l = 1; l <= lookups; ++l) sum = sum + P::load(columns + (l * d + k) * kProgramBlock + i);
      sum.store(columns + k * kProgramBlock + i);
    }
  for (size_t j = 0; j < count; ++j)
    for (size_t k = 0; k < d; ++k) {
      uint32_t& word = columns[k * kProgramBlock + j];
      const Element<typename M::Base> sum{word};
      word = running.c[k].value;
      running.c[k] = running.c[k] + sum;
    }
}

// Transposes a block's columns into the first `count` rows of a matrix. The last vector of a row reaches back
// over the one before.
SY_INLINE void write_rows(const uint32_t* columns, size_t width, size_t count, uint32_t* rows) {
  for (size_t j = 0; j < count; j += kLanes) {
    const size_t height = count - j < kLanes ? count - j : kLanes;
    for (size_t at = 0; at < width; at += kLanes) {
      const size_t c = width - at >= kLanes || width < kLanes ? at : width - kLanes;
      U32 words[kLanes];
      for (size_t l = 0; l < kLanes; ++l)
        words[l] = U32::load(columns + (c + l < width ? c + l : c) * kProgramBlock + j);
      transpose(words);
      uint32_t* row = rows + j * width + c;
      if (width < kLanes)
        for (size_t l = 0; l < height; ++l) words[l].store_partial(row + l * width, static_cast<int>(width));
      else if (height < kLanes)
        for (size_t l = 0; l < height; ++l) words[l].store(row + l * width);
      else
        for (size_t l = 0; l < kLanes; ++l) words[l].store(row + l * width);
    }
  }
}

// Fractions of consecutive blocks and lookups whose norms wait to be inverted.
template <class M>
class Batch {
 public:
  SY_INLINE Batch(const PermutationJob& job, size_t first, size_t count, uint32_t* scratch)
      : job_(job),
        first_(first),
        count_(count),
        norms_(scratch),
        prefix_(scratch + kInvertedTogether * kProgramBlock) {}

  SY_INLINE void add(const uint32_t* slots, size_t block, size_t lookup, uint32_t* columns) {
    if (size_ == kInvertedTogether) divide();
    if (size_ == 0) earliest_ = block * job_.lookups + lookup;
    multiply_by_conjugates<M>(job_.fractions[lookup], slots, columns, norms_ + size_ * kProgramBlock);
    columns_[size_++] = columns;
  }

  // Divides the fractions by their norms.
  SY_INLINE void divide() {
    using P = Packed<typename M::Base>;
    if (has_zero(norms_, size_ * kProgramBlock)) find_zero();
    invert_block<typename M::Base>(norms_, norms_, size_ * kProgramBlock, prefix_);
    for (size_t u = 0; u < size_; ++u)
      for (size_t i = 0; i < kProgramBlock; i += kLanes) {
        const P inverse = P::load(norms_ + u * kProgramBlock + i);
        for (size_t k = 0; k < M::kDegree; ++k) {
          uint32_t* word = columns_[u] + k * kProgramBlock + i;
          (P::load(word) * inverse).store(word);
        }
      }
    size_ = 0;
  }

  SY_INLINE size_t zero() const { return zero_; }

 private:
  // Rows past the last repeat others.
  void find_zero() {
    for (size_t u = 0; u < size_; ++u) {
      const size_t block = (earliest_ + u) / job_.lookups;
      const size_t lookup = (earliest_ + u) % job_.lookups;
      for (size_t j = 0; j < kProgramBlock && block * kProgramBlock + j < count_; ++j) {
        const size_t place = (first_ + block * kProgramBlock + j) * job_.lookups + lookup;
        if (norms_[u * kProgramBlock + j] == 0 && place < zero_) zero_ = place;
      }
    }
  }

  const PermutationJob& job_;
  const size_t first_;
  const size_t count_;
  uint32_t* const norms_;
  uint32_t* const prefix_;
  uint32_t* columns_[kInvertedTogether];
  size_t size_ = 0;
  size_t earliest_ = 0;  // block * lookups + lookup
  size_t zero_ = kNoZero;
};

template <class M>
size_t accumulate(const PermutationJob& job, size_t first, size_t count, uint32_t* workspace, size_t scratch,
                  uint32_t* total) {
  constexpr size_t d = M::kDegree;
  const size_t width = d * (1 + size_t{job.lookups});
  const size_t blocks = (count + kProgramBlock - 1) / kProgramBlock;
  uint32_t* columns = workspace + scratch + 2 * kInvertedTogether * kProgramBlock;
  Batch<M> batch(job, first, count, workspace + scratch);
  for (size_t b = 0; b < blocks; ++b) {
    BlockRows block;
    find_rows(first + b * kProgramBlock, job.rows, block);
    run_program<typename M::Base>(job.program, block, workspace, {});
    for (size_t l = 0; l < job.lookups; ++l)
      batch.add(workspace, b, l, columns + (b * width + d * (1 + l)) * kProgramBlock);
  }
  batch.divide();
  Extension<M> running = Extension<M>::zero();
  for (size_t b = 0; b < blocks; ++b) {
    const size_t left = count - b * kProgramBlock;
    const size_t rows = left < kProgramBlock ? left : kProgramBlock;
    uint32_t* block = columns + b * width * kProgramBlock;
    add_up<M>(block, job.lookups, rows, running);
    write_rows(block, width, rows, job.output + (first + b * kProgramBlock) * width);
  }
  for (size_t k = 0; k < d; ++k) total[k] = running.c[k].value;
  return batch.zero();
}

}  // namespace

constinit const PermutationKernels kPermutationKernels[kFields] = {
    {{accumulate<KoalaBear4>, accumulate<KoalaBear5>}},
    {{accumulate<BabyBear4>, nullptr}},
};

}  // namespace switchyard::cpu::SY_ISA
