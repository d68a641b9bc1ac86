// What constraint programs run in: where their columns are, on which rows, and what becomes of asserted
// values. Shared by the interpreter and by the kernels that are generated from programs, which are compiled
// at run time: so this includes the arithmetic alone.
//
// A frame is plain parameters with
//   Field                          of the program
//   columns[kProgramMatrices]      by ProgramMatrix; what the program does not read is not looked at
//   uniforms                       words that are the same for all rows, see program/lowering.h
//   rows_at(i)                     the rows of index i, i < count()
//   carried_at(k, i), carry(k, i, value)
//                                  for kernels of parts of a program: the k-th value of index i that is
//                                  carried from one part to the next, see program/parts.h
//   Sink(frame), .add(frame, i, k, value), .finish(frame, rows)
//                                  takes the k-th asserted value at index i, and then what comes of them;
//                                  .add_up(frame, rows) instead of the last adds to what came of other parts
#pragma once

#include <cstdint>

#include "cuda/launch/attributes.h"
#include "math/extension.h"

namespace switchyard::cuda {

enum ProgramMatrix : uint32_t {
  kMainMatrix = 0,
  kPreprocessedMatrix = 1,
  kPermutationMatrix = 2,
  kSelectorMatrix = 3,  // of three columns
};
inline constexpr uint32_t kProgramMatrices = 4;

// Loads that stay where a program has them, with the work on their addresses. A compiler that is free to
// keeps every word and every address that a long program needs twice, and there are not so many registers.

// base[rows * column].
SY_GPU uint32_t load_here(const uint32_t* base, uint32_t rows, uint32_t column) {
#if defined(__CUDA_ARCH__)
  uint32_t word;
  asm volatile(
      "{\n\t.reg .u64 place;\n\tmad.wide.u32 place, %2, %3, %1;\n\tld.global.nc.u32 %0, [place];\n\t}"
      : "=r"(word)
      : "l"(base), "r"(rows), "r"(column * 4));
  return word;
#else
  return base[uint64_t{rows} * column];
#endif
}
SY_GPU uint32_t load_here(const uint32_t* words, uint32_t i) { return load_here(words, 1, i); }

// Column c is words + c * rows.
struct ProgramColumns {
  const uint32_t* words;
  uint32_t rows;

  SY_GPU uint32_t at(uint32_t column, uint32_t row) const { return load_here(words + row, rows, column); }
};

struct ProgramRows {
  uint32_t current;
  uint32_t next;
};

// A sum of products of words below p, in [0, p 2^32): a product is below p 2^31, and p 2^32 + p 2^31 below
// 2^64. Each product costs a wide multiplication and addition and two instructions to stay below the bound.
template <class F>
struct ProductSum {
  uint64_t value;

  SY_GPU void add(uint32_t a, uint32_t b) {
    value += uint64_t{a} * b;
    const uint32_t high = static_cast<uint32_t>(value >> 32);
    const uint32_t lowered = high - F::kPrime;
    value = uint64_t{high < lowered ? high : lowered} << 32 | static_cast<uint32_t>(value);
  }
  SY_GPU Element<F> reduced() const { return {montgomery_reduce<F>(value)}; }
};

// What a coordinate of a constraint is multiplied by, in words that are loaded at once.
template <class M>
struct alignas(16) FoldWeight {
  static constexpr uint32_t kWords = M::kDegree == 4 ? 4 : 8;
  uint32_t c[kWords];
};

template <class M>
SY_GPU FoldWeight<M> load_here(const FoldWeight<M>* weights, uint32_t i) {
#if defined(__CUDA_ARCH__)
  FoldWeight<M> weight;
  uint32_t* const c = weight.c;
  asm volatile(
      "{\n\t.reg .u64 place;\n\tmad.wide.u32 place, %5, %6, %4;\n\t"
      "ld.global.nc.v4.u32 {%0, %1, %2, %3}, [place];\n\t}"
      : "=r"(c[0]), "=r"(c[1]), "=r"(c[2]), "=r"(c[3])
      : "l"(weights), "r"(i), "r"(static_cast<uint32_t>(sizeof(FoldWeight<M>))));
  if constexpr (M::kDegree > 4) c[4] = load_here(weights->c, FoldWeight<M>::kWords * i + 4);
  return weight;
#else
  return weights[i];
#endif
}

// The points of a quotient domain, 2^log_chunks cosets of the trace domain of 2^log_rows, as rows of an
// extension in bit-reversed order. The first of a row's bits say which coset, so that each coset has
// consecutive rows.
struct QuotientDomain {
  int log_rows;
  int log_chunks;

  // Rows of a tile that a block works on: 32 that follow each other, from 2^3 places. A warp reads whole
  // lines; and of the chunks, which are in natural order, the block writes whole sectors of 8 words.
  static constexpr int kLogRun = 5;
  static constexpr int kLogRuns = 3;
  static constexpr int kLogTile = kLogRun + kLogRuns;

  static SY_GPU uint32_t reversed(uint32_t i, int bits) {
#if defined(__CUDA_ARCH__)
    return bits == 0 ? 0 : __brev(i) >> (32 - bits);
#else
    uint32_t r = 0;
    for (int k = 0; k < bits; ++k) r |= ((i >> k) & 1) << (bits - 1 - k);
    return r;
#endif
  }

  SY_GPU uint64_t points() const { return uint64_t{1} << (log_rows + log_chunks); }
  SY_GPU uint32_t row_mask() const { return (uint32_t{1} << log_rows) - 1; }

  // Index i of the domain, tile by tile, to a row: a permutation of the domain.
  SY_GPU uint32_t row_at(uint64_t index) const {
    const uint32_t i = static_cast<uint32_t>(index);
    if (log_rows < kLogTile) return i;
    const uint32_t run = i & ((1u << kLogRun) - 1);
    const uint32_t which = (i >> kLogRun) & ((1u << kLogRuns) - 1);
    const uint32_t middle = (i & row_mask()) >> kLogTile;
    return (i & ~row_mask()) | which << (log_rows - kLogRuns) | middle << kLogRun | run;
  }
  // The row of h x, for the row of x.
  SY_GPU uint32_t next_of(uint32_t row) const {
    const uint32_t next = (natural_of(row) + 1) & row_mask();
    return (row & ~row_mask()) | reversed(next, log_rows);
  }
  SY_GPU uint32_t chunk_of(uint32_t row) const { return reversed(row >> log_rows, log_chunks); }
  // The row of the chunk.
  SY_GPU uint32_t natural_of(uint32_t row) const { return reversed(row & row_mask(), log_rows); }
};

inline constexpr uint32_t kMostChunks = 16;

// The quotient: sums of weight * value, divided by the vanishing polynomial, into the chunks.
template <class M>
struct QuotientFrame {
  using Field = typename M::Base;

  ProgramColumns columns[kProgramMatrices];
  const uint32_t* uniforms;
  const FoldWeight<M>* weights;  // of the asserted values, in their order
  QuotientDomain domain;
  uint32_t inverse_vanishing[kMostChunks];
  uint32_t* chunks[kMostChunks];  // column-major, 2^log_rows x d
  uint32_t* carried;              // columns of a word an index

  SY_GPU uint64_t count() const { return domain.points(); }
  SY_GPU ProgramRows rows_at(uint64_t i) const {
    const uint32_t row = domain.row_at(i);
    return {row, domain.next_of(row)};
  }
  SY_GPU uint32_t carried_at(uint32_t k, uint64_t i) const { return carried[k * count() + i]; }
  SY_GPU void carry(uint32_t k, uint64_t i, Element<Field> value) const {
    carried[k * count() + i] = value.value;
  }

  class Sink {
   public:
    explicit SY_GPU Sink(const QuotientFrame&) : sums_{} {}
    SY_GPU void add(const QuotientFrame& frame, uint64_t, uint32_t k, Element<Field> value) {
      const FoldWeight<M> weight = load_here(frame.weights, k);
      for (int c = 0; c < M::kDegree; ++c) sums_[c].add(value.value, weight.c[c]);
    }
    SY_GPU void finish(const QuotientFrame& frame, const ProgramRows& rows) { place<false>(frame, rows); }
    SY_GPU void add_up(const QuotientFrame& frame, const ProgramRows& rows) { place<true>(frame, rows); }

   private:
    template <bool is_added>
    SY_GPU void place(const QuotientFrame& frame, const ProgramRows& rows) {
      const uint32_t chunk = frame.domain.chunk_of(rows.current);
      const Element<Field> factor{frame.inverse_vanishing[chunk]};
      uint32_t* const to = frame.chunks[chunk] + frame.domain.natural_of(rows.current);
      for (int c = 0; c < M::kDegree; ++c) {
        uint32_t& word = to[uint64_t(c) << frame.domain.log_rows];
        const Element<Field> value = sums_[c].reduced() * factor;
        word = (is_added ? Element<Field>{word} + value : value).value;
      }
    }

    ProductSum<Field> sums_[M::kDegree];
  };
};

// Asserted values as columns, for some rows of a trace in natural order; the row after the last is row 0.
template <class F>
struct ValuesFrame {
  using Field = F;

  ProgramColumns columns[kProgramMatrices];
  const uint32_t* uniforms;
  uint32_t first_row;
  uint32_t row_count;  // from the first on
  uint32_t rows;       // of the trace
  uint32_t* values;    // column-major, row_count rows, one column for each asserted value
  uint32_t* carried;   // likewise

  SY_GPU uint64_t count() const { return row_count; }
  SY_GPU ProgramRows rows_at(uint64_t i) const {
    const uint32_t row = first_row + static_cast<uint32_t>(i);
    return {row, row + 1 == rows ? 0 : row + 1};
  }
  SY_GPU uint32_t carried_at(uint32_t k, uint64_t i) const { return carried[k * count() + i]; }
  SY_GPU void carry(uint32_t k, uint64_t i, Element<F> value) const {
    carried[k * count() + i] = value.value;
  }

  class Sink {
   public:
    explicit SY_GPU Sink(const ValuesFrame&) {}
    SY_GPU void add(const ValuesFrame& frame, uint64_t i, uint32_t k, Element<F> value) {
      frame.values[uint64_t{k} * frame.row_count + i] = value.value;
    }
    SY_GPU void finish(const ValuesFrame&, const ProgramRows&) {}
    SY_GPU void add_up(const ValuesFrame&, const ProgramRows&) {}
  };
};

}  // namespace switchyard::cuda
