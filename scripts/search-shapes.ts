/**
 * Finds shapes that shards of recorded runs would take fewer cells in, beside those that there are, and prints them for
 * `host/vm/shapes.ts`. docs/vm.md, 12.3, says how it chooses.
 *
 * usage: node dist/scripts/search-shapes.js [HOW MANY]
 */
import { GUEST_RUNS } from '../host/cli/bench/guest-runs.js';
import { MACHINE_CHIPS, scoutRun, SHAPES } from '../host/vm/index.js';
import { cellsPerRow, SHARD_OVERHEAD_CELLS } from '../host/vm/prove/choose-shape.js';

const DEGREE = 4;
/** A candidate has room for so many steps, as log2. */
const STEPS = { least: 15, most: 20.4, stride: 0.2 };
/** What a mix lacks gets so many rows a step nevertheless. */
const HEADROOM = 2 ** -9;
/** A mix is taken to go on for so many times its run. */
const REPEATS = [1 / 3, 1, 4];

/** Tables that every shape has. */
const always = MACHINE_CHIPS.filter((_, i) => SHAPES.every(({ logHeights }) => logHeights[i] !== undefined));
const chips = always.map(({ name }) => name);
const widths = always.map((chip) => cellsPerRow(chip, DEGREE));
/** Shapes without other tables. */
const plain = SHAPES.map(({ logHeights }) => logHeights.filter((log) => log !== undefined)).filter(
  ({ length }) => length === always.length,
);
const fixed = chips.map((name) => ['connector', 'table', 'opcode'].includes(name));
/** log2 of the least rows: those of distinct things do not grow with a mix, but with the code and data it touches. */
const DISTINCT: Readonly<Record<string, number>> = { decode: 11, leaf: 9, tree: 10, compression: 12 };
const least = chips.map((name) => DISTINCT[name] ?? 4);

type Heights = readonly number[];

/** What a run does for a while. */
interface Mix {
  readonly cycles: number;
  readonly rows: readonly number[];
}

/** Rows that a mix needs in so many cycles. */
function rowsIn({ cycles, rows }: Mix, wanted: number): number[] {
  const times = wanted / cycles;
  return rows.map((count) => count * times);
}

function cellsOf(heights: Heights): number {
  return heights.reduce((sum, log, i) => sum + 2 ** log * widths[i], SHARD_OVERHEAD_CELLS);
}

/** Cycles of a mix that a shape has room for. */
function roomFor(mix: Mix, heights: Heights): number {
  let [low, high] = [0, 2 ** 22];
  while (high - low > 64) {
    const middle = (low + high) / 2;
    const fits = rowsIn(mix, middle).every((rows, i) => fixed[i] || rows <= 2 ** heights[i] * 0.98);
    if (fits) low = middle;
    else high = middle;
  }
  return low;
}

/** Cells a cycle that a mix costs in a shape, if it goes on for so long. */
function costIn(mix: Mix, heights: Heights, length: number): number {
  const room = roomFor(mix, heights);
  return room < 1024 ? Infinity : (Math.ceil(length / room) * cellsOf(heights)) / length;
}

function candidateFor(mix: Mix, logSteps: number): Heights {
  const steps = 2 ** logSteps;
  return rowsIn(mix, steps).map((rows, i) => {
    if (fixed[i]) return plain[0][i];
    const headroom = chips[i] in DISTINCT ? 0 : steps * HEADROOM;
    return Math.max(least[i], Math.ceil(Math.log2(Math.max(rows * 1.03, headroom))));
  });
}

async function mixesOf(run: (typeof GUEST_RUNS)[number]): Promise<Mix[]> {
  const { windows } = await scoutRun({
    ...{ elf: run.elf(), inputs: run.inputs(), maxCycles: 2 ** 26, maxMemoryBytes: 2 ** 30 },
  });
  const whole = windows.filter(({ cycles }) => cycles > 0);
  const join = (part: typeof whole): Mix => ({
    cycles: part.reduce((sum, { cycles }) => sum + cycles, 0),
    rows: chips.map((name) => part.reduce((sum, { rows }) => sum + (rows[name] ?? 0), 0)),
  });
  const third = Math.max(1, Math.floor(whole.length / 3));
  return [
    join(whole),
    join(whole.slice(0, third)),
    join(whole.slice(third, 2 * third)),
    join(whole.slice(-third)),
  ].filter(({ cycles }) => cycles > 0);
}

const most = Number(process.argv[2] ?? 8);
const mixes = (await Promise.all(GUEST_RUNS.map(mixesOf))).flat();
const lengths = mixes.flatMap((mix) => REPEATS.map((times) => ({ mix, length: 2 ** 21 * times })));
const best = lengths.map(({ mix, length }) =>
  Math.min(...plain.map((heights) => costIn(mix, heights, length))),
);
const mean = () => best.reduce((sum, cost) => sum + cost, 0) / best.length;
console.log(`// ${mixes.length} mixes; ${mean().toFixed(1)} cells a cycle in the shapes that there are`);

const candidates = new Map<string, Heights>();
for (const mix of mixes) {
  for (let steps = STEPS.least; steps <= STEPS.most; steps += STEPS.stride) {
    const heights = candidateFor(mix, steps);
    candidates.set(heights.join(), heights);
  }
}
const costs = new Map(
  [...candidates.values()].map((heights) => [
    heights,
    lengths.map(({ mix, length }) => costIn(mix, heights, length)),
  ]),
);
for (let found = 0; found < most; found++) {
  const gains = [...costs].map(([heights, own]) => ({
    heights,
    gain: own.reduce((sum, cost, i) => sum + Math.max(0, best[i] - cost), 0),
  }));
  const { heights, gain } = gains.reduce((a, b) => (b.gain > a.gain ? b : a));
  if (gain <= 0) break;
  costs.get(heights)!.forEach((cost, i) => (best[i] = Math.min(best[i], cost)));
  const text = heights.slice(0, chips.indexOf('connector')).map((log) => String(log).padStart(2));
  console.log(`shape('N${found}', ${text.join(', ')}), // ${mean().toFixed(1)}`);
}
