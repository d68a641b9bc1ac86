// Reads several rows at once, lane by lane, through the concatenation of several matrices.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu/lanes/lanes.h"
#include "cpu/matrix_view.h"
#include "math/attributes.h"

namespace switchyard::cpu::SY_ISA {

// Rows are read in chunks of one cache line, so that the lanes' rows stream through the caches side by side.
inline constexpr int kChunkWords = 16;

// Lane l reads row first + min(l, last) of every matrix: lanes past the last row repeat it, so that short
// groups need no other code.
template <int lanes>
class RowStream {
 public:
  SY_INLINE RowStream(const MatrixView* matrices, size_t matrix_count, size_t first, size_t last)
      : matrix_(matrices), end_(matrices + matrix_count), first_(first), last_(last) {
    skip_finished();
  }

  SY_INLINE bool finished() const { return matrix_ == end_; }

  // Points chunk[l] at the lane's next words and returns how many there are: kChunkWords, or fewer at the end
  // of the row. Words beyond that count must not be read. Valid until the next call.
  SY_INLINE int next(const uint32_t* (&chunk)[lanes]) {
    const size_t left = matrix_->columns - column_;
    if (left < kChunkWords && matrix_ + 1 != end_) return next_across(chunk);
    const int words = left < kChunkWords ? static_cast<int>(left) : kChunkWords;
    // Two chunks on, which towards the end of a row are those of the rows that come next.
    size_t ahead = 2 * kChunkWords;
    if (left <= ahead) ahead += (lanes - 1) * matrix_->columns;
    for (int l = 0; l < lanes; ++l) {
      chunk[l] = matrix_->words + row(l) * matrix_->columns + column_;
      // As a number: it may lie beyond the matrix.
      const uintptr_t soon = reinterpret_cast<uintptr_t>(chunk[l]) + ahead * sizeof(uint32_t);
      __builtin_prefetch(reinterpret_cast<const void*>(soon));
    }
    column_ += words;
    skip_finished();
    return words;
  }

 private:
  SY_INLINE size_t row(int lane) const {
    const size_t l = static_cast<size_t>(lane);
    return first_ + (l < last_ ? l : last_);
  }
  SY_INLINE void skip_finished() {
    while (matrix_ != end_ && column_ == matrix_->columns) {
      ++matrix_;
      column_ = 0;
    }
  }

  // A chunk with words of more than one matrix is put together in staging_.
  __attribute__((noinline)) int next_across(const uint32_t* (&chunk)[lanes]) {
    int words = 0;
    while (words < kChunkWords && !finished()) {
      const size_t left = matrix_->columns - column_;
      const int room = kChunkWords - words;
      const int count = left < static_cast<size_t>(room) ? static_cast<int>(left) : room;
      for (int l = 0; l < lanes; ++l) {
        const uint32_t* from = matrix_->words + row(l) * matrix_->columns + column_;
        for (int j = 0; j < count; ++j) staging_[l][words + j] = from[j];
      }
      words += count;
      column_ += count;
      skip_finished();
    }
    for (int l = 0; l < lanes; ++l) chunk[l] = staging_[l];
    return words;
  }

  const MatrixView* matrix_;
  const MatrixView* const end_;
  const size_t first_;
  const size_t last_;
  size_t column_ = 0;
  alignas(64) uint32_t staging_[lanes][kChunkWords];
};

}  // namespace switchyard::cpu::SY_ISA
