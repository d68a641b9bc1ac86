// The transform of one tile: stages of up to three layers, each loading and storing every word once.
//
// A tile is read from its source by the first stage and written to its destination by the last. The stages in
// between go depth first: as soon as a block fits the L1 cache, all of its remaining stages run there.
#pragma once

#include "cpu/kernels/ntt_butterflies.h"

namespace switchyard::cpu::SY_ISA {

template <class F>
class TileTransform {
 public:
  explicit SY_INLINE TileTransform(const NttTile& job)
      : job_(job),
        group_(tile_stride(job.words)),
        stride_(job.groups * group_),
        rows_(size_t{1} << job.log_rows) {}

  void run() const {
    int done = 0;
    if (job_.in != nullptr || job_.in_tile != nullptr) {
      done = stage_layers(0);
      first(done);
    }
    if (done < job_.log_rows)
      rest(done, 0, size_t{1} << done);
    else if (job_.out != nullptr)
      scatter<0>(0, rows_);
    else if (job_.canonical)
      reduce(0, rows_);
  }

 private:
  // How many layers the stage after `done` layers takes: three each, the last two stages two where that
  // avoids a single layer.
  int stage_layers(int done) const {
    const int left = job_.log_rows - done;
    return left == 4 || left == 2 ? 2 : left < 3 ? left : 3;
  }

  void first(int layers) const {
    switch (layers) {
      case 0:
        return first_of<0>();
      case 1:
        return first_of<1>();
      case 2:
        return first_of<2>();
      default:
        return first_of<3>();
    }
  }

  // All stages after `done` layers on blocks begin..end.
  void rest(int done, size_t begin, size_t end) const {
    const int layers = stage_layers(done);
    if (done + layers == job_.log_rows) return last(layers, begin, end);
    for (size_t block = begin; block < end; ++block) {
      middle(layers, block, size_t{1} << (job_.log_rows - done - layers));
      rest(done + layers, block << layers, (block + 1) << layers);
    }
  }

  void middle(int layers, size_t block, size_t distance) const {
    if (layers == 3)
      block == 0 ? middle_of<3, true>(0, distance) : middle_of<3, false>(block, distance);
    else if (layers == 2)
      block == 0 ? middle_of<2, true>(0, distance) : middle_of<2, false>(block, distance);
    else
      block == 0 ? middle_of<1, true>(0, distance) : middle_of<1, false>(block, distance);
  }

  void last(int layers, size_t begin, size_t end) const {
    if (job_.out == nullptr) {
      for (size_t b = begin; b < end; ++b) middle(layers, b, 1);
      if (job_.canonical) reduce(begin << layers, end << layers);
    } else if (layers == 3) {
      scatter<3>(begin, end);
    } else if (layers == 2) {
      scatter<2>(begin, end);
    } else {
      scatter<1>(begin, end);
    }
  }

  // Makes rows of the tile canonical.
  void reduce(size_t begin, size_t end) const {
    for (size_t row = begin; row < end; ++row) {
      uint32_t* words = job_.tile + tile_offset(row, stride_);
      for (size_t w = 0; w < stride_; w += U32::kLanes) canonical<F>(U32::load(words + w)).store(words + w);
    }
  }

  // In place on a block of 2^kLog * distance rows.
  template <int kLog, bool kFirst>
  void middle_of(size_t block, size_t distance) const {
    constexpr int kRadix = 1 << kLog;
    const auto factors = BlockFactors<F, kLog>::load(job_.roots, block);
    uint32_t* row[kRadix];
    for (int q = 0; q < kRadix; ++q)
      row[q] =
          job_.tile + tile_offset(block * distance * kRadix, stride_) + tile_offset(q * distance, stride_);
    const size_t run = (distance < kTileGapRows ? distance : kTileGapRows) * stride_;
    for (size_t i = 0; i < distance; i += kTileGapRows) {
      for (size_t w = 0; w < run; w += U32::kLanes) {
        U32 x[kRadix];
        for (int q = 0; q < kRadix; ++q) x[q] = U32::load(row[q] + w);
        butterflies<F, kLog, kFirst>(x, factors);
        for (int q = 0; q < kRadix; ++q) x[q].store(row[q] + w);
      }
      for (int q = 0; q < kRadix; ++q) row[q] += run + kTileGapWords;
    }
  }

  template <int kLog>
  void first_of() const {
    job_.scale ? first_scaled<kLog, true>() : first_scaled<kLog, false>();
  }

  // From the source into the tile; block 0 of the first layers.
  template <int kLog, bool kScaled>
  void first_scaled() const {
    constexpr int kRadix = 1 << kLog;
    const size_t distance = rows_ >> kLog;
    const auto factors = BlockFactors<F, kLog>::load(job_.roots, 0);
    const size_t from_group = job_.in == nullptr ? group_ : job_.in_group;
    for (size_t i = 0; i < distance; ++i) {
      const uint32_t* from[kRadix];
      uint32_t* to[kRadix];
      const size_t reversed = job_.in == nullptr ? reverse_low_bits(i, job_.log_rows - kLog) : 0;
      for (int q = 0; q < kRadix; ++q) {
        const size_t row = i + q * distance;
        from[q] = job_.in == nullptr
                      ? job_.in_tile + tile_offset(reversed * kRadix + reverse_low_bits(q, kLog), stride_)
                      : job_.in + row * job_.in_stride;
        to[q] = job_.tile + tile_offset(row, stride_);
      }
      for (size_t group = 0; group < job_.groups; ++group) {
        U32 value[kRadix];
        U32 quotient[kRadix];
        if constexpr (kScaled) {
          for (int q = 0; q < kRadix; ++q) {
            const size_t entry = group * job_.scale_group + i + q * distance;
            value[q] = U32::broadcast(job_.scale.value[entry]);
            quotient[q] = lazy_quotient(U32::broadcast(job_.scale.quotient[entry]));
          }
        }
        const auto step = [&](size_t w, auto load) __attribute__((always_inline)) {
          U32 x[kRadix];
          for (int q = 0; q < kRadix; ++q) {
            x[q] = load(from[q] + group * from_group + w);
            if constexpr (kScaled) x[q] = multiply_lazy(x[q], value[q], quotient[q], factors.prime);
          }
          if constexpr (kLog > 0) butterflies<F, kLog, true>(x, factors);
          for (int q = 0; q < kRadix; ++q) x[q].store(to[q] + group * group_ + w);
        };
        size_t w = 0;
        for (; w + U32::kLanes <= job_.words; w += U32::kLanes)
          step(
              w, [](const uint32_t* p) __attribute__((always_inline)) { return U32::load(p); });
        if (const int tail = static_cast<int>(job_.words - w); tail != 0)
          step(
              w, [tail](const uint32_t* p)
                     __attribute__((always_inline)) { return U32::load_partial(p, tail); });
      }
    }
  }

  template <int kLog>
  void scatter(size_t begin, size_t end) const {
    if (begin == 0 && kLog > 0) {
      scatter_of<kLog, true>(0, 1);
      begin = 1;
    }
    scatter_of<kLog, false>(begin, end);
  }

  // The last kLog layers of blocks begin..end, from the tile to the destination.
  template <int kLog, bool kFirst>
  void scatter_of(size_t begin, size_t end) const {
    constexpr int kRadix = 1 << kLog;
    for (size_t block = begin; block < end; ++block) {
      const auto factors = BlockFactors<F, kLog>::load(job_.roots, block);
      const uint32_t* const from = job_.tile + tile_offset(block * kRadix, stride_);
      uint32_t* to[kRadix];
      for (int q = 0; q < kRadix; ++q) {
        const size_t place = block * kRadix + q;
        to[q] = job_.out +
                job_.out_stride *
                    (job_.order == NttOrder::kBitReversed ? place : reverse_low_bits(place, job_.log_rows));
      }
      for (size_t group = 0; group < job_.groups; ++group) {
        const auto step = [&](size_t w, auto store) __attribute__((always_inline)) {
          U32 x[kRadix];
          for (int q = 0; q < kRadix; ++q) x[q] = U32::load(from + q * stride_ + group * group_ + w);
          if constexpr (kLog > 0) butterflies<F, kLog, kFirst>(x, factors);
          if (job_.canonical)
            for (int q = 0; q < kRadix; ++q) x[q] = canonical<F>(x[q]);
          for (int q = 0; q < kRadix; ++q) store(x[q], to[q] + group * job_.out_group + w);
        };
        size_t w = 0;
        for (; w + U32::kLanes <= job_.words; w += U32::kLanes)
          step(
              w, [](U32 x, uint32_t * p) __attribute__((always_inline)) { x.store(p); });
        if (const int tail = static_cast<int>(job_.words - w); tail != 0)
          step(
              w, [tail](U32 x, uint32_t * p) __attribute__((always_inline)) { x.store_partial(p, tail); });
      }
    }
  }

  const NttTile& job_;
  const size_t group_;   // words of a group in the tile
  const size_t stride_;  // words of a row in the tile
  const size_t rows_;
};

}  // namespace switchyard::cpu::SY_ISA
