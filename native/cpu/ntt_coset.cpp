// coset_dft and coset_lde: evaluations on a larger coset, in bit-reversed order.
//
// The output is the concatenation of the cosets shift * g^reverse(c) * H, c < 2^log_blowup, g the generator
// of K, each in bit-reversed order; given the coefficients they are independent of each other. With i = k1 +
// outer * k2 the row of a coefficient, x^i = x^k1 * (x^outer)^k2: tiles of one k1 transform over k2 after a
// scaling with the coset's powers, and leave rows J * outer + k1, J = c * inner + j; tiles of one J transform
// over k1 after a scaling with the powers of shift * g^reverse(J).
//
// coset_lde computes the coefficients in the same visit: its first pass is that of an inverse transform, and
// the second finishes the coefficients of one k1 and extends them at once.
//
// Between the passes all is in the last coset. With a blowup that is not the first, where the input may lie:
// the first pass has read all of it before the second writes there. A small transform reads a column before
// it writes any of it.
#include "cpu/ntt.h"
#include "cpu/ntt_plan.h"

namespace switchyard::cpu {
namespace {

struct CosetTransform {
  const NttPlan& plan;
  int log_blowup;
  uint32_t shift;
  bool from_evaluations;
  const uint32_t* in;
  uint32_t* out;

  size_t cosets() const { return size_t{1} << log_blowup; }
  int log_extended() const { return plan.log_rows + log_blowup; }
  uint32_t* coset(size_t c) const { return out + c * plan.words(); }
  // Where the first pass leaves its results: the second replaces them by those of the last coset.
  uint32_t* intermediate() const { return coset(cosets() - 1); }

  // shift * g^reverse(index), of `bits` bits.
  uint32_t block_shift(size_t index, int bits) const {
    return plan.roots.multiply(shift, plan.roots.reversed_power(log_extended(), index, bits));
  }

  Status small() const;
  Status wide() const;
  Status narrow() const;

 private:
  size_t coset_table_words() const { return factor_words(plan.inner); }
  NttFactors coset_table(const Buffer& tables, size_t c) const {
    const uint32_t* const start = tables.data() + c * coset_table_words();
    return {start, start + coset_table_words() / 2};
  }
  // For each coset the powers of (shift * g^reverse(c))^outer, which scale its coefficients over k2.
  bool build_coset_tables(Buffer& tables) const {
    tables = Buffer::allocate(plan.context.memory, cosets() * coset_table_words());
    if (!tables) return false;
    for (size_t c = 0; c < cosets(); ++c) {
      Scratch scratch(tables.data() + c * coset_table_words());
      make_powers(plan, scratch, plan.roots.one(), plan.roots.power(block_shift(c, log_blowup), plan.outer),
                  plan.inner);
    }
    return true;
  }
};

Status CosetTransform::small() const {
  const Ranges chunks = column_ranges(plan.columns, plan.log_rows, plan.context.threads);
  const size_t tile_words = ntt_tile_words(plan.log_rows, chunks.size) + 16;
  WorkerScratch workers;
  if (!workers.allocate(plan.context, 2 * tile_words + factor_words(plan.rows))) return Status::kOutOfMemory;
  return workers.run(plan.context, chunks.count, [&](size_t chunk, Scratch scratch) {
    NttTile extend;
    extend.log_rows = plan.log_rows;
    extend.words = chunks.length(chunk);
    extend.roots = plan.roots.forward();
    extend.tile = scratch.take(tile_words);
    extend.out_stride = plan.columns;
    extend.order = NttOrder::kBitReversed;
    uint32_t first = plan.roots.one();
    if (from_evaluations) {
      NttTile interpolate = extend;
      interpolate.roots = plan.roots.inverse();
      interpolate.tile = scratch.take(tile_words);
      interpolate.in = in + chunks.begin(chunk);
      interpolate.in_stride = plan.columns;
      interpolate.canonical = false;
      plan.kernels.transform(interpolate);
      extend.in_tile = interpolate.tile;
      first = plan.roots.inverse_of_two_to(plan.log_rows);
    } else {
      extend.in = in + chunks.begin(chunk);
      extend.in_stride = plan.columns;
    }
    for (size_t c = 0; c < cosets(); ++c) {
      Scratch rest = scratch;
      extend.scale = make_powers(plan, rest, first, block_shift(c, log_blowup), plan.rows);
      extend.out = coset(c) + chunks.begin(chunk);
      plan.kernels.transform(extend);
    }
  });
}

Status CosetTransform::wide() const {
  const size_t columns = plan.columns;
  const Ranges chunks = column_ranges(columns, plan.log_outer);
  const size_t groups = groups_of_rows(columns, plan.log_outer);
  const size_t tile_words = ntt_tile_words(plan.log_outer, chunks.size, groups) + 16;
  WorkerScratch workers;
  Buffer tables;
  if (!workers.allocate(plan.context, 2 * tile_words + factor_words(groups * plan.outer)) ||
      !build_coset_tables(tables))
    return Status::kOutOfMemory;

  if (from_evaluations) {
    const Status status = workers.run(plan.context, plan.inner / groups, [&](size_t task, Scratch scratch) {
      const size_t i2 = task * groups;
      NttTile tile;
      tile.log_rows = plan.log_outer;
      tile.roots = plan.roots.inverse();
      tile.tile = scratch.take(tile_words);
      tile.groups = groups;
      tile.in_stride = plan.inner * columns;
      tile.in_group = tile.out_stride = columns;
      tile.out_group = plan.outer * columns;
      tile.canonical = false;
      for (size_t chunk = 0; chunk < chunks.count; ++chunk) {
        tile.words = chunks.length(chunk);
        tile.in = in + i2 * columns + chunks.begin(chunk);
        tile.out = intermediate() + i2 * plan.outer * columns + chunks.begin(chunk);
        plan.kernels.transform(tile);
      }
    });
    if (status != Status::kOk) return status;
  }

  const uint32_t inverse_generator = plan.roots.invert(plan.roots.generator(plan.log_rows));
  const uint32_t inverse_rows = plan.roots.inverse_of_two_to(plan.log_rows);
  const Status status = workers.run(plan.context, plan.outer / groups, [&](size_t task, Scratch scratch) {
    const size_t k1 = task * groups;
    NttTile extend;
    extend.log_rows = plan.log_inner;
    extend.roots = plan.roots.forward();
    extend.tile = scratch.take(tile_words);
    extend.groups = groups;
    extend.in_stride = extend.out_stride = plan.outer * columns;
    extend.in_group = extend.out_group = columns;
    extend.order = NttOrder::kBitReversed;
    extend.canonical = false;
    NttTile interpolate = extend;
    if (from_evaluations) {
      interpolate.roots = plan.roots.inverse();
      interpolate.tile = scratch.take(tile_words);
      interpolate.scale = make_twiddles(plan, scratch, inverse_rows, inverse_generator, k1, groups);
      interpolate.scale_group = plan.inner;
      extend.in_tile = interpolate.tile;
    }
    for (size_t chunk = 0; chunk < chunks.count; ++chunk) {
      const size_t start = k1 * columns + chunks.begin(chunk);
      extend.words = interpolate.words = chunks.length(chunk);
      if (from_evaluations) {
        interpolate.in = intermediate() + start;
        plan.kernels.transform(interpolate);
      } else {
        extend.in = in + start;
      }
      for (size_t c = 0; c < cosets(); ++c) {
        extend.scale = coset_table(tables, c);
        extend.out = coset(c) + start;
        plan.kernels.transform(extend);
      }
    }
  });
  if (status != Status::kOk) return status;

  return workers.run(plan.context, cosets() * plan.inner, [&](size_t block, Scratch scratch) {
    NttTile tile;
    tile.log_rows = plan.log_outer;
    tile.roots = plan.roots.forward();
    tile.tile = scratch.take(tile_words);
    tile.scale = make_powers(plan, scratch, plan.roots.one(), block_shift(block, log_blowup + plan.log_inner),
                             plan.outer);
    tile.in_stride = tile.out_stride = columns;
    tile.order = NttOrder::kBitReversed;
    for (size_t chunk = 0; chunk < chunks.count; ++chunk) {
      tile.words = chunks.length(chunk);
      tile.out = out + block * plan.outer * columns + chunks.begin(chunk);
      tile.in = tile.out;
      plan.kernels.transform(tile);
    }
  });
}

// As wide, with ranges of i2, k1 and J. The second pass leaves row k1 * inner + j of each coset in `turned`.
Status CosetTransform::narrow() const {
  const size_t columns = plan.columns;
  const Ranges i2s = group_ranges(plan.inner, columns, plan.log_outer);
  const Ranges k1s = group_ranges(plan.outer, columns, plan.log_outer);
  const size_t tile_words = ntt_tile_words(plan.log_outer, std::max(i2s.size, k1s.size) * columns) + 16;
  WorkerScratch workers;
  Buffer tables;
  Buffer turned = Buffer::allocate(plan.context.memory, cosets() * plan.words());
  if (!turned || !workers.allocate(plan.context, 2 * tile_words + kLaneScaleWords) ||
      !build_coset_tables(tables))
    return Status::kOutOfMemory;

  if (from_evaluations) {
    const Status status = workers.run(plan.context, i2s.count, [&](size_t i, Scratch scratch) {
      NttTile tile;
      tile.log_rows = plan.log_outer;
      tile.words = i2s.length(i) * columns;
      tile.roots = plan.roots.inverse();
      tile.tile = scratch.take(tile_words);
      tile.in = in + i2s.begin(i) * columns;
      tile.in_stride = plan.inner * columns;
      tile.canonical = false;
      plan.kernels.transform(tile);
      plan.kernels.scatter(tile.tile, plan.log_outer, i2s.length(i), columns,
                           intermediate() + i2s.begin(i) * plan.outer * columns, plan.outer * columns,
                           NttOrder::kNatural);
    });
    if (status != Status::kOk) return status;
  }

  const uint32_t inverse_generator = plan.roots.invert(plan.roots.generator(plan.log_rows));
  const uint32_t inverse_rows = plan.roots.inverse_of_two_to(plan.log_rows);
  const Status status = workers.run(plan.context, k1s.count, [&](size_t i, Scratch scratch) {
    const size_t groups = k1s.length(i);
    const size_t start = k1s.begin(i) * columns;
    NttTile extend;
    extend.log_rows = plan.log_inner;
    extend.words = groups * columns;
    extend.roots = plan.roots.forward();
    extend.tile = scratch.take(tile_words);
    extend.canonical = false;
    if (from_evaluations) {
      NttTile interpolate = extend;
      interpolate.roots = plan.roots.inverse();
      interpolate.tile = scratch.take(tile_words);
      uint32_t ratio = plan.roots.power(inverse_generator, k1s.begin(i));
      const NttLaneScale scale = make_lane_scale(plan, scratch, inverse_rows, groups, [&](size_t) {
        const uint32_t current = ratio;
        ratio = plan.roots.multiply(ratio, inverse_generator);
        return current;
      });
      plan.kernels.gather(intermediate() + start, plan.outer * columns, plan.log_inner, extend.words, scale,
                          interpolate.tile);
      plan.kernels.transform(interpolate);
      extend.in_tile = interpolate.tile;
    } else {
      extend.in = in + start;
      extend.in_stride = plan.outer * columns;
    }
    for (size_t c = 0; c < cosets(); ++c) {
      extend.scale = coset_table(tables, c);
      plan.kernels.transform(extend);
      plan.kernels.scatter(extend.tile, plan.log_inner, groups, columns,
                           turned.data() + c * plan.words() + start * plan.inner, plan.inner * columns,
                           NttOrder::kBitReversed);
    }
  });
  if (status != Status::kOk) return status;

  return workers.run(plan.context, cosets() * i2s.count, [&](size_t i, Scratch scratch) {
    const size_t c = i / i2s.count;
    const size_t j = i2s.begin(i % i2s.count);
    const size_t groups = i2s.length(i % i2s.count);
    const size_t block = c * plan.inner + j;
    NttTile tile;
    tile.log_rows = plan.log_outer;
    tile.words = groups * columns;
    tile.roots = plan.roots.forward();
    tile.tile = scratch.take(tile_words);
    const NttLaneScale scale = make_lane_scale(plan, scratch, plan.roots.one(), groups, [&](size_t g) {
      return block_shift(block + g, log_blowup + plan.log_inner);
    });
    plan.kernels.gather(turned.data() + c * plan.words() + j * columns, plan.inner * columns, plan.log_outer,
                        tile.words, scale, tile.tile);
    plan.kernels.transform(tile);
    plan.kernels.scatter(tile.tile, plan.log_outer, groups, columns, out + block * plan.outer * columns,
                         plan.outer * columns, NttOrder::kBitReversed);
  });
}

Status run(const CosetTransform& transform) {
  if (transform.plan.small) return transform.small();
  return transform.plan.narrow ? transform.narrow() : transform.wide();
}

}  // namespace

Status coset_dft(const Context& context, FieldId field, const uint32_t* in, size_t rows, size_t columns,
                 int log_blowup, uint32_t shift, uint32_t* out) {
  const NttPlan plan(context, field, rows, columns);
  return run({plan, log_blowup, shift, false, in, out});
}

Status coset_lde(const Context& context, FieldId field, const uint32_t* in, size_t rows, size_t columns,
                 int log_blowup, uint32_t shift, uint32_t* out) {
  const NttPlan plan(context, field, rows, columns);
  return run({plan, log_blowup, shift, true, in, out});
}

}  // namespace switchyard::cpu
