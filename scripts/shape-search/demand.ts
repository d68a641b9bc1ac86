import { randomWords } from '../../host/cli/bench/guest-runs.js';
import { blend, type Mix, type RunMixes } from './mix.js';
import { cellsOf, TABLES, type Heights } from './tables.js';

/** For how many cycles a mix is taken to go on, and how much that counts. */
const LENGTHS = [
  { cycles: 2 ** 23, weight: 1 },
  { cycles: 2 ** 21 / 3, weight: 0.3 },
  { cycles: 2 ** 17, weight: 0.3 },
];
/** Of each mix so much is taken to be what all runs do in the mean. */
const COMMON = 0.05;

/** Blends of three mixes: how many, and how much they count together, against all mixes by themselves. */
const BLENDS = 600;
const BLENDS_WEIGHT = 2;
/** The least part of a blend that is its first mix. */
const MAIN = 0.7;
const SEED = 77;
/** Random words that a blend takes: two for its parts, one for each mix. */
const WORDS_OF_A_BLEND = 5;

/** A mix that goes on for a while, and how much its cost counts. */
export interface Demand {
  readonly mix: Mix;
  readonly cycles: number;
  readonly weight: number;
}

interface WeightedMix {
  readonly mix: Mix;
  readonly weight: number;
}

function weightedMixes(runs: readonly RunMixes[]): WeightedMix[] {
  return runs.flatMap(({ all, weight }) => all.map((mix) => ({ mix, weight })));
}

/** Mixes with something of what all runs do, which candidates are made from. */
export function mixesOf(runs: readonly RunMixes[]): WeightedMix[] {
  const common = blend(runs.map(({ whole }) => ({ mix: whole, weight: 1 / runs.length })));
  return weightedMixes(runs).map(({ mix, weight }) => ({
    weight,
    mix: blend([
      { mix, weight: 1 - COMMON },
      { mix: common, weight: COMMON },
    ]),
  }));
}

/** What shapes are chosen for: the mixes, and programs that do something of three of them. */
export function demandsOf(runs: readonly RunMixes[]): Demand[] {
  const mixes = weightedMixes(runs);
  const all = mixes.reduce((sum, { weight }) => sum + weight, 0);
  const words = randomWords(SEED, BLENDS * WORDS_OF_A_BLEND).values();
  const random = () => words.next().value! / 2 ** 32;
  const anyMix = () => {
    let left = all * random();
    return (mixes.find(({ weight }) => (left -= weight) < 0) ?? mixes[0]).mix;
  };
  const blends = Array.from({ length: BLENDS }, () => {
    const main = MAIN + (1 - MAIN) * random();
    const second = (1 - main) * random();
    return blend([main, second, 1 - main - second].map((weight) => ({ weight, mix: anyMix() })));
  });
  return [
    ...mixesOf(runs).flatMap(({ mix, weight }) =>
      LENGTHS.map((length) => ({ mix, cycles: length.cycles, weight: weight * length.weight })),
    ),
    ...blends.map((mix) => ({ mix, cycles: LENGTHS[0].cycles, weight: (BLENDS_WEIGHT * all) / BLENDS })),
  ];
}

/** Tables are not planned to their last rows. */
const FULL = 0.98;
/** Cycles of a shard that are not exceeded whatever a mix is. */
const MOST_CYCLES = 2 ** 22;

/** The part of a shape's room that a cycle of a mix takes. */
export function loadOf({ rows }: Mix, heights: Heights): number {
  let most = 1 / MOST_CYCLES;
  for (let i = 0; i < rows.length; i++) most = Math.max(most, rows[i] / (FULL * 2 ** heights[i]));
  return most;
}

/** log2 of how many times the cells of their rows alone demands cost in shards of one shape, each by its weight. */
export function costsIn(heights: Heights, demands: readonly Demand[]): Float64Array {
  const cells = cellsOf(heights);
  return Float64Array.from(demands, ({ mix, cycles, weight }) => {
    const shards = Math.ceil(cycles * loadOf(mix, heights));
    return weight * Math.log2((shards * cells) / (cycles * mix.cells));
  });
}

/** Rows are planned with this much more than a mix needs. */
const MARGIN = 1.03;
/** What a mix lacks gets so many rows a step nevertheless. */
const HEADROOM = 2 ** -10;

/** The shape for so many steps of a mix. */
export function shapeFor({ rows }: Mix, steps: number): Heights {
  return TABLES.map(({ fixed, least, isDistinct }, i) => {
    if (fixed !== undefined) return fixed;
    const headroom = isDistinct ? 0 : steps * HEADROOM;
    return Math.max(least, Math.ceil(Math.log2(Math.max(rows[i] * steps * MARGIN, headroom))));
  });
}
