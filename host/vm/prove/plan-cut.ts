import { MACHINE_CHIPS } from '../machine.js';
import { SHAPES } from '../shapes.js';
import { SHARD_OVERHEAD_CELLS, shapeCells, shapeHeights, type ChipRows } from './choose-shape.js';

/** A stretch of a run, and the rows that it would need as a shard of its own. */
export interface RunWindow {
  readonly cycles: number;
  readonly rows: ChipRows;
}

/** What is known of a run from somewhere on. */
export interface RunAhead {
  readonly windows: readonly RunWindow[];
  /** Cycles of the first window that lie behind the run already. */
  readonly done: number;
  /** The most cycles of a shard. */
  readonly shardCycles: number;
}

/** A cut is planned to this part of a window. */
const UNITS = 8;

/** Rows of these are of distinct things, so that those of two windows together are fewer than their sum. */
const DISTINCT = new Set(['decode', 'leaf', 'tree', 'compression']);
/** Rows that a shard keeps free, as any next step might need them. */
const SLACK: ChipRows = { refresh: 3, leaf: 8, tree: 64, compression: 256 };
const FIXED = new Set(['connector', 'table', 'opcode']);

/** Where a run is to be cut next. */
export interface PlannedCut {
  /** The shape to cut by. */
  readonly shape: number;
  /** Cycles that the shard is expected to have. */
  readonly cycles: number;
}

/**
 * The shape to cut the next shard by, so that all that is known of the run takes the fewest cells: by dynamic
 * programming from the end, in which a shard of a shape takes all that fits. Distinct rows are taken to add up,
 * which is never too few.
 *
 * @param shapes those to choose from, by default all
 */
export function planCut(
  ahead: RunAhead,
  extensionDegree: number,
  shapes: readonly number[] = SHAPES.map((_, shape) => shape),
): PlannedCut {
  const counts = new UnitCounts(ahead);
  const { first, end } = counts;
  const candidates = shapes.map((shape) => ({
    shape,
    cells: shapeCells(shape, extensionDegree) + SHARD_OVERHEAD_CELLS,
    limits: counts.limits(shapeHeights(shape), ahead.shardCycles),
    reach: end,
  }));
  const costs = new Float64Array(end + 1);
  let best: PlannedCut = { shape: shapes[0], cycles: 0 };
  for (let unit = end - 1; unit >= first; unit--) {
    costs[unit] = Infinity;
    for (const candidate of candidates) {
      while (candidate.reach > unit + 1 && counts.load(unit, candidate.reach, candidate.limits) > 1)
        candidate.reach--;
      const shards = Math.ceil(Math.max(1, counts.load(unit, candidate.reach, candidate.limits)));
      const cost = shards * candidate.cells + costs[candidate.reach];
      if (cost >= costs[unit]) continue;
      costs[unit] = cost;
      const cycles = counts.cycles(unit, candidate.reach) / shards;
      best = { shape: candidate.shape, cycles };
    }
  }
  return best;
}

/** Rows of stretches from unit to unit. */
class UnitCounts {
  readonly first: number;
  readonly end: number;
  /** By chip, cycles last: the sum over all windows before one. */
  private readonly sums: readonly Float64Array[];
  private readonly chips = MACHINE_CHIPS.map(({ name }) => name).filter((name) => !FIXED.has(name));

  constructor({ windows, done }: RunAhead) {
    this.end = UNITS * windows.length;
    this.first = Math.min(this.end - 1, Math.floor((UNITS * done) / Math.max(1, windows[0].cycles)));
    const sumsOf = (amount: (window: RunWindow) => number) => {
      const sums = new Float64Array(windows.length + 1);
      windows.forEach((window, i) => (sums[i + 1] = sums[i] + amount(window)));
      return sums;
    };
    this.sums = [
      ...this.chips.map((name) => sumsOf(({ rows }) => rows[name])),
      sumsOf(({ cycles }) => cycles),
    ];
  }

  limits(heights: ChipRows, cycles: number): Float64Array {
    return Float64Array.of(...this.chips.map((name) => heights[name] - (SLACK[name] ?? 0)), cycles);
  }

  /** The part of the limits that units `from` to `to`, exclusive, need: of the chip that needs most of its own. */
  load(from: number, to: number, limits: Float64Array): number {
    let most = 0;
    for (let i = 0; i < limits.length; i++) {
      const isDistinct = DISTINCT.has(this.chips[i]);
      const rows = isDistinct ? this.whole(i, from, to) : this.at(i, to) - this.at(i, from);
      // Of rows that a shape has no table for, none are as many as it may have.
      if (rows > 0) most = Math.max(most, rows / limits[i]);
    }
    return most;
  }

  cycles(from: number, to: number): number {
    return this.at(this.chips.length, to) - this.at(this.chips.length, from);
  }

  private at(chip: number, unit: number): number {
    const window = Math.floor(unit / UNITS);
    const sums = this.sums[chip];
    const part = unit % UNITS;
    return part === 0 ? sums[window] : sums[window] + ((sums[window + 1] - sums[window]) * part) / UNITS;
  }

  private whole(chip: number, from: number, to: number): number {
    return this.sums[chip][Math.ceil(to / UNITS)] - this.sums[chip][Math.floor(from / UNITS)];
  }
}
