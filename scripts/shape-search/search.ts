import { SHARD_OVERHEAD_CELLS } from '../../host/vm/prove/choose-shape.js';
import { costsIn, demandsOf, loadOf, mixesOf, shapeFor } from './demand.js';
import type { Mix, RunMixes } from './mix.js';
import { cellsOf, TABLES, type Heights } from './tables.js';

/** log2 of the steps that candidates have room for. */
const LOG_STEPS = [16, 17, 18, 19.2, 19.6, 20, 20.4];
/** How often all chosen shapes are moved, at most. */
const SWEEPS = 3;
/** log2 of the most rows that moving gives to a table. */
const MOST_ROWS = 19;

/** A shape, and what each demand costs in it. */
interface Candidate {
  readonly heights: Heights;
  readonly costs: Float64Array;
}

/** The lowest cost of each demand. */
function lowest(all: readonly Float64Array[]): Float64Array {
  const least = all[0].slice();
  for (const costs of all)
    for (let i = 0; i < least.length; i++) if (costs[i] < least[i]) least[i] = costs[i];
  return least;
}

/** The sum of all costs, where a shape is added to others. */
function sumWith(others: Float64Array, costs: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < others.length; i++) sum += Math.min(others[i], costs[i]);
  return sum;
}

/** The shapes that one gets by doubling or halving a table. */
function neighboursOf(heights: Heights): Heights[] {
  return TABLES.flatMap(({ fixed, least }, i) =>
    [heights[i] - 1, heights[i] + 1]
      .filter((height) => fixed === undefined && height >= least && height <= MOST_ROWS)
      .map((height) => heights.with(i, height)),
  );
}

/** So many shapes beside the given ones in which all that the runs demand costs least, as far as this finds them. */
export function searchShapes(runs: readonly RunMixes[], given: readonly Heights[], count: number): Heights[] {
  const demands = demandsOf(runs);
  const candidateOf = (heights: Heights): Candidate => ({ heights, costs: costsIn(heights, demands) });
  const all = mixesOf(runs).flatMap(({ mix }) => LOG_STEPS.map((log) => shapeFor(mix, 2 ** log)));
  const candidates = [...new Map(all.map((heights) => [heights.join(), heights])).values()].map(candidateOf);
  const base = lowest(given.map((heights) => costsIn(heights, demands)));
  const chosen: Candidate[] = [];
  const lowestBut = (left?: Candidate): Float64Array =>
    lowest([base, ...chosen.filter((other) => other !== left).map(({ costs }) => costs)]);

  const best = (among: readonly Candidate[], others: Float64Array): Candidate => {
    const sums = among.map(({ costs }) => sumWith(others, costs));
    return among[sums.indexOf(Math.min(...sums))];
  };
  while (chosen.length < count) chosen.push(best(candidates, lowestBut()));
  for (let exchange = 0; exchange < count; exchange++) {
    const left = chosen.shift()!;
    chosen.push(best([left, ...candidates], lowestBut()));
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let moved = false;
    for (const [i, shape] of chosen.entries()) {
      const others = lowestBut(shape);
      const next = best([shape, ...neighboursOf(shape.heights).map(candidateOf)], others);
      moved ||= next !== shape;
      chosen[i] = next;
    }
    if (!moved) break;
  }
  return chosen.map(({ heights }) => heights);
}

/** A run's length in which the last shard counts for little. */
const LONG = 2 ** 23;

/** The part of a shard's cells that are not rows of a mix, in the shape in which a long run of it costs least. */
export function idleShare(mix: Mix, shapes: readonly Heights[]): number {
  const demand = { mix, cycles: LONG, weight: 1 };
  const costs = shapes.map((heights) => costsIn(heights, [demand])[0]);
  const heights = shapes[costs.indexOf(Math.min(...costs))];
  return 1 - mix.cells / loadOf(mix, heights) / (cellsOf(heights) - SHARD_OVERHEAD_CELLS);
}
