// Transforms of columns in passes, over the kernels of ntt_passes.h. Everything is enqueued on the segment's
// stream.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "cuda/backend/segment.h"
#include "cuda/kernels/ntt_passes.h"
#include "cuda/kernels/ntt_small.h"
#include "cuda/launch/launch.h"
#include "cuda/ops/ntt_plan.h"
#include "math/butterfly.h"

namespace switchyard::cuda {

// Items of a thread of passes that keep nothing in registers between stages: one loads while another
// computes.
inline constexpr uint32_t kPassItems = 2;

// Columns one behind the other, `stride` words apart.
struct Columns {
  uint32_t* words;
  uint64_t stride;

  Columns from(uint64_t column) const { return {words + column * stride, stride}; }
  Columns below(uint64_t row) const { return {words + row, stride}; }
};

template <class F>
class Ntt {
 public:
  // Takes the field's tables. Throws Fault(SY_MEMORY), of `argument`; so do dft and lde, before they enqueue
  // anything.
  Ntt(Segment& segment, FieldId field, const char* argument) : segment_(segment), argument_(argument) {
    tables_ = segment.table("ntt", field, NttTables<F>::kWords, argument, [&](uint32_t* words) {
      const Element<F> root = two_adic_generator<F>(F::kTwoAdicity);
      launch_each(segment.stream(), MakeNttTables<F>{words, root, inverse(root)}, NttTables<F>::kWords);
    });
  }

  // Natural order in and out, of 2^log_rows rows; input and output do not overlap.
  void dft(const Columns& input, const Columns& output, int log_rows, uint64_t columns, bool is_inverse) {
    const Element<F> factor = is_inverse ? inverse_rows(log_rows) : Element<F>::one();
    if (log_rows < kLeastNttLevels) {
      launch_each(segment_.stream(),
                  SmallDft<F>{input.words, output.words, log_rows, is_inverse, factor, powers()},
                  columns << log_rows);
      return;
    }
    const std::vector<int> digits = ntt_digits(log_rows);
    const uint64_t batch = ntt_batch(digits, columns);
    const Scratch side = segment_.scratch(ntt_side_words(digits, columns) * sizeof(uint32_t), argument_);
    for (uint64_t first = 0; first < columns; first += batch) {
      const uint64_t count = std::min(batch, columns - first);
      const Columns to = output.from(first);
      Columns from = input.from(first);
      for (size_t i = 0; i < digits.size(); ++i) {
        const bool is_last = i + 1 == digits.size();
        // The last pass works in place, the one before it does not.
        const Columns next = i + 3 == digits.size() ? Columns{side.words(), from.stride} : to;
        stockham(digits, i, is_inverse, is_last ? factor : Element<F>::one(), from, next, count);
        from = next;
      }
    }
  }

  // From values on the subgroup of order 2^log_rows, natural order, to those on `shift` times the subgroup of
  // 2^log_blowup times the order, bit-reversed order. Input and output do not overlap.
  void lde(const Columns& input, const Columns& output, int log_rows, int log_blowup, Element<F> shift,
           uint64_t columns) {
    if (log_rows < kLeastNttLevels) {
      launch_each(segment_.stream(),
                  SmallLde<F>{input.words, output.words, log_rows, log_blowup, shift, inverse_rows(log_rows),
                              powers()},
                  columns << (log_rows + log_blowup));
      return;
    }
    const std::vector<int> digits = lde_digits(log_rows);
    const bool has_room = log_blowup > 0;  // in the output, for what lies between the first two passes
    const uint64_t batch = has_room ? columns : ntt_batch(digits, columns);
    const Scratch side =
        segment_.scratch((has_room ? 1 : ntt_side_words(digits, columns)) * sizeof(uint32_t), argument_);
    const Scratch factors =
        segment_.scratch(lde_factor_words(digits, log_blowup) * sizeof(uint32_t), argument_);
    // Coefficients that are not finished lie in the last coset, which ExtendPass writes in place.
    const uint64_t last_coset = ((uint64_t{1} << log_blowup) - 1) << log_rows;
    for (uint64_t first = 0; first < columns; first += batch) {
      const uint64_t count = std::min(batch, columns - first);
      const Columns to = output.from(first);
      Columns from = input.from(first);
      for (size_t i = 0; i + 1 < digits.size(); ++i) {
        const Columns room = has_room ? to : Columns{side.words(), from.stride};
        const Columns next = i + 3 == digits.size() ? room : to.below(last_coset);
        stockham(digits, i, true, Element<F>::one(), from, next, count);
        from = next;
      }
      uint32_t* const rest = extend(digits, log_blowup, shift, factors.words(), from, to, count);
      cosets(digits, log_blowup, shift, rest, to, count);
    }
  }

 private:
  // The pass of digits[index].
  void stockham(const std::vector<int>& digits, size_t index, bool is_inverse, Element<F> factor,
                const Columns& input, const Columns& output, uint64_t columns) {
    segment_.check_cancelled();
    const int log_rows = levels_of(digits, digits.size());
    const int log_across = log_rows - digits[index];
    const NttTile tile =
        log_across == 0 ? contiguous_tile(log_rows, columns) : strided_tile(digits[index], log_across);
    const StockhamPass<F> pass{input.words,
                               output.words,
                               input.stride,
                               output.stride,
                               static_cast<uint32_t>(columns),
                               log_rows,
                               levels_of(digits, index),
                               is_inverse,
                               factor,
                               tile,
                               is_inverse ? inverse_roots() : forward_roots(),
                               powers()};
    launch_blocks(segment_.stream(), pass, ntt_grid(tile, log_rows, columns, kPassItems));
  }

  // The inverse transform's last digit and the first of every coset. Returns what is left of the factors.
  uint32_t* extend(const std::vector<int>& digits, int log_blowup, Element<F> shift, uint32_t* factors,
                   const Columns& input, const Columns& output, uint64_t columns) {
    segment_.check_cancelled();
    const int log_rows = levels_of(digits, digits.size());
    const int log_done = log_rows - digits.back();
    const uint32_t count = coset_factor_words(digits.back());
    ExtendPass<F> pass{};
    MakePowers<F> make{factors, count, inverse_rows(log_rows), {}};
    const uint32_t cosets = 1u << log_blowup;
    for (uint32_t c = 0; c < cosets; ++c) {
      const Element<F> x =
          shift * power(two_adic_generator<F>(log_rows + log_blowup), reverse_bits(c, log_blowup));
      make.bases[c] = power(x, uint64_t{1} << log_done);
      pass.coset_steps[c] = power(make.bases[c], count);
    }
    launch_each(segment_.stream(), make, uint64_t{cosets} * count);

    pass.input = input.words;
    pass.output = output.words;
    pass.input_stride = input.stride;
    pass.output_stride = output.stride;
    pass.columns = static_cast<uint32_t>(columns);
    pass.log_rows = log_rows;
    pass.log_blowup = log_blowup;
    pass.tile = extend_tile(digits.back(), log_done, columns);
    pass.inverse_roots = inverse_roots();
    pass.roots = forward_roots();
    pass.powers = powers();
    pass.coset_powers = factors;
    Grid grid = ntt_grid(pass.tile, log_rows, columns, 1);
    grid.shared_bytes *= 2;  // and what it keeps
    launch_blocks(segment_.stream(), pass, grid);
    return factors + cosets * count;
  }

  // The other digits of all cosets: those before the last of `digits`, which so are all.
  void cosets(const std::vector<int>& digits, int log_blowup, Element<F> shift, uint32_t* factors,
              const Columns& words, uint64_t columns) {
    const int log_rows = levels_of(digits, digits.size()) + log_blowup;
    for (size_t i = 0; i + 1 < digits.size(); ++i) {
      segment_.check_cancelled();
      const int log_below = levels_of(digits, digits.size() - 1) - levels_of(digits, i + 1);
      const uint32_t count = coset_factor_words(digits[i]);
      const Element<F> base = power(shift, uint64_t{1} << log_below);
      launch_each(segment_.stream(), MakePowers<F>{factors, count, Element<F>::one(), {base}}, count);
      const NttTile tile =
          log_below == 0 ? contiguous_tile(digits[i], columns) : strided_tile(digits[i], log_below);
      const CosetPass<F> pass{words.words,       words.stride, static_cast<uint32_t>(columns),
                              log_rows,          log_below,    tile,
                              forward_roots(),   powers(),     factors,
                              power(base, count)};
      launch_blocks(segment_.stream(), pass, ntt_grid(tile, log_rows, columns, kPassItems));
      factors += count;
    }
  }

  static Element<F> inverse_rows(int log_rows) { return inverse(Element<F>::from_canonical(1u << log_rows)); }

  RootTable<F> powers() const { return {tables_}; }
  StageRoots forward_roots() const {
    return roots(NttTables<F>::kForward, two_adic_generator<F>(kStageLevels));
  }
  StageRoots inverse_roots() const {
    return roots(NttTables<F>::kInverse, inverse(two_adic_generator<F>(kStageLevels)));
  }
  StageRoots roots(uint32_t at, Element<F> root16) const {
    StageRoots made{tables_ + at, {}};
    Element<F> w = Element<F>::one();
    for (uint32_t& word : made.root16) {
      word = w.value;
      w = w * root16;
    }
    return made;
  }

  Segment& segment_;
  const char* const argument_;
  const uint32_t* tables_;
};

}  // namespace switchyard::cuda
