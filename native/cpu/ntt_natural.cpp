// dft and inverse_dft: natural order on both sides.
#include "cpu/ntt.h"
#include "cpu/ntt_plan.h"

namespace switchyard::cpu {
namespace {

// The direction of a transform: its roots, and what the result is multiplied by.
struct Direction {
  NttFactors factors;
  uint32_t generator;  // the root of order 2^log_rows
  uint32_t scale;      // Montgomery
};

Direction forward_of(const NttPlan& plan) {
  return {plan.roots.forward(), plan.roots.generator(plan.log_rows), plan.roots.one()};
}

Direction inverse_of(const NttPlan& plan) {
  return {plan.roots.inverse(), plan.roots.invert(plan.roots.generator(plan.log_rows)),
          plan.roots.inverse_of_two_to(plan.log_rows)};
}

Status small(const NttPlan& plan, const Direction& direction, const uint32_t* in, uint32_t* out) {
  const Ranges chunks = column_ranges(plan.columns, plan.log_rows);
  WorkerScratch workers;
  if (!workers.allocate(plan.context,
                        ntt_tile_words(plan.log_rows, chunks.size) + 16 + factor_words(plan.rows)))
    return Status::kOutOfMemory;
  return workers.run(plan.context, chunks.count, [&](size_t chunk, Scratch scratch) {
    NttTile tile;
    tile.log_rows = plan.log_rows;
    tile.words = chunks.length(chunk);
    tile.roots = direction.factors;
    tile.tile = scratch.take(ntt_tile_words(plan.log_rows, tile.words));
    tile.in = in + chunks.begin(chunk);
    tile.in_stride = plan.columns;
    if (direction.scale != plan.roots.one())
      tile.scale = make_powers(plan, scratch, direction.scale, plan.roots.one(), plan.rows);
    tile.out = out + chunks.begin(chunk);
    tile.out_stride = plan.columns;
    plan.kernels.transform(tile);
  });
}

// The first pass takes rows i1 * inner + i2 for one i2 to rows i2 * outer + k1, the second takes rows
// i2 * outer + k1 for one k1 to rows k2 * outer + k1, in place.
Status wide(const NttPlan& plan, const Direction& direction, const uint32_t* in, uint32_t* out) {
  const size_t columns = plan.columns;
  const Ranges chunks = column_ranges(columns, plan.log_outer);
  WorkerScratch workers;
  if (!workers.allocate(plan.context,
                        ntt_tile_words(plan.log_outer, chunks.size) + 16 + factor_words(plan.inner)))
    return Status::kOutOfMemory;
  const Status first = workers.run(plan.context, plan.inner, [&](size_t i2, Scratch scratch) {
    NttTile tile;
    tile.log_rows = plan.log_outer;
    tile.roots = direction.factors;
    tile.tile = scratch.take(ntt_tile_words(plan.log_outer, chunks.size));
    tile.in_stride = plan.inner * columns;
    tile.out_stride = columns;
    tile.canonical = false;
    for (size_t chunk = 0; chunk < chunks.count; ++chunk) {
      tile.words = chunks.length(chunk);
      tile.in = in + i2 * columns + chunks.begin(chunk);
      tile.out = out + i2 * plan.outer * columns + chunks.begin(chunk);
      plan.kernels.transform(tile);
    }
  });
  if (first != Status::kOk) return first;
  return workers.run(plan.context, plan.outer, [&](size_t k1, Scratch scratch) {
    NttTile tile;
    tile.log_rows = plan.log_inner;
    tile.roots = direction.factors;
    tile.tile = scratch.take(ntt_tile_words(plan.log_outer, chunks.size));
    tile.scale =
        make_powers(plan, scratch, direction.scale, plan.roots.power(direction.generator, k1), plan.inner);
    tile.in_stride = tile.out_stride = plan.outer * columns;
    for (size_t chunk = 0; chunk < chunks.count; ++chunk) {
      tile.words = chunks.length(chunk);
      tile.out = out + k1 * columns + chunks.begin(chunk);
      tile.in = tile.out;
      plan.kernels.transform(tile);
    }
  });
}

// As wide, with ranges of i2 and k1.
Status narrow(const NttPlan& plan, const Direction& direction, const uint32_t* in, uint32_t* out) {
  const size_t columns = plan.columns;
  const Ranges i2s = group_ranges(plan.inner, columns, plan.log_outer);
  const Ranges k1s = group_ranges(plan.outer, columns, plan.log_outer);
  const size_t tile_words = ntt_tile_words(plan.log_outer, std::max(i2s.size, k1s.size) * columns) + 16;
  WorkerScratch workers;
  if (!workers.allocate(plan.context, tile_words + kLaneScaleWords)) return Status::kOutOfMemory;
  const Status first = workers.run(plan.context, i2s.count, [&](size_t i, Scratch scratch) {
    NttTile tile;
    tile.log_rows = plan.log_outer;
    tile.words = i2s.length(i) * columns;
    tile.roots = direction.factors;
    tile.tile = scratch.take(tile_words);
    tile.in = in + i2s.begin(i) * columns;
    tile.in_stride = plan.inner * columns;
    tile.canonical = false;
    plan.kernels.transform(tile);
    plan.kernels.scatter(tile.tile, plan.log_outer, i2s.length(i), columns,
                         out + i2s.begin(i) * plan.outer * columns, plan.outer * columns, NttOrder::kNatural);
  });
  if (first != Status::kOk) return first;
  return workers.run(plan.context, k1s.count, [&](size_t i, Scratch scratch) {
    const size_t groups = k1s.length(i);
    NttTile tile;
    tile.log_rows = plan.log_inner;
    tile.words = groups * columns;
    tile.roots = direction.factors;
    tile.tile = scratch.take(tile_words);
    uint32_t ratio = plan.roots.power(direction.generator, k1s.begin(i));
    const NttLaneScale scale = make_lane_scale(plan, scratch, direction.scale, groups, [&](size_t) {
      const uint32_t current = ratio;
      ratio = plan.roots.multiply(ratio, direction.generator);
      return current;
    });
    tile.out = out + k1s.begin(i) * columns;
    tile.out_stride = plan.outer * columns;
    plan.kernels.gather(tile.out, tile.out_stride, plan.log_inner, tile.words, scale, tile.tile);
    plan.kernels.transform(tile);
  });
}

Status natural(const NttPlan& plan, const Direction& direction, const uint32_t* in, uint32_t* out) {
  if (plan.small) return small(plan, direction, in, out);
  return plan.narrow ? narrow(plan, direction, in, out) : wide(plan, direction, in, out);
}

}  // namespace

Status dft(const Context& context, FieldId field, const uint32_t* in, size_t rows, size_t columns,
           uint32_t* out) {
  const NttPlan plan(context, field, rows, columns);
  return natural(plan, forward_of(plan), in, out);
}

Status inverse_dft(const Context& context, FieldId field, const uint32_t* in, size_t rows, size_t columns,
                   uint32_t* out) {
  const NttPlan plan(context, field, rows, columns);
  return natural(plan, inverse_of(plan), in, out);
}

}  // namespace switchyard::cpu
