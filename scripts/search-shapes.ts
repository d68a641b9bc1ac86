/**
 * Finds shapes that shards of recorded runs take few cells in, beside the given ones, and writes the list of shapes
 * of `host/vm/shapes.ts`. docs/vm.md, 12.3, says how it chooses.
 *
 * usage: node dist/scripts/search-shapes.js [--count N] [--write | --leave-one-out]
 *   --count          so many shapes beside the given ones (default: 26)
 *   --write          puts them into host/vm/shapes.ts instead of printing them
 *   --leave-one-out  prints for each run which part of its cells is idle in the shapes chosen from it and all others,
 *                    and in those chosen from the others alone
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { GUEST_RUNS } from '../host/cli/bench/guest-runs.js';
import { RECORDED_RUNS } from '../host/cli/bench/recorded-runs.js';
import { SHAPES } from '../host/vm/index.js';
import { recordMixes, type RunMixes } from './shape-search/mix.js';
import { nameShapes } from './shape-search/name-shapes.js';
import { idleShare, searchShapes } from './shape-search/search.js';
import { heightsOf, TABLES, type Heights } from './shape-search/tables.js';

/** A guest, a program that does several things, counts as much as so many kernels. */
const WHOLE_PROGRAM = 3;

const FILE = 'host/vm/shapes.ts';
/** Shapes that are not searched for: the first and the last ones of the list without precompiles. */
const FIRST = [
  ...['T12', 'G16', 'G18', 'G20'],
  ...['C17', 'L18', 'L20', 'B17', 'B20', 'D20', 'P20', 'S20', 'V20'],
];
const LAST = ['M18', 'M20', 'H16'];
const GIVEN = SHAPES.filter(({ name }) => [...FIRST, ...LAST].includes(name)).map(heightsOf);

const GENERAL = heightsOf(SHAPES.find(({ name }) => name === 'G18')!);

function line(name: string, heights: Heights): string {
  const searched = heights.filter((_, i) => TABLES[i].fixed === undefined);
  return `  shape('${name}',${' '.repeat(6 - name.length)}${searched.map((log) => String(log).padStart(2)).join(', ')}),`;
}

/** The lines of the list before those with precompiles. */
function list(found: readonly Heights[]): string[] {
  const given = (names: readonly string[]) =>
    names.map((name) => line(name, heightsOf(SHAPES.find((shape) => shape.name === name)!)));
  const searched = nameShapes(found, GENERAL, FIRST).map(({ name, heights }) => line(name, heights));
  return [...given(FIRST), ...searched, ...given(LAST)];
}

function write(lines: readonly string[]): void {
  const source = readFileSync(FILE, 'utf8').split('\n');
  const [first, last] = [FIRST[0], LAST.at(-1)!].map((name) =>
    source.findIndex((text) => text.startsWith(`  shape('${name}'`)),
  );
  writeFileSync(FILE, [...source.slice(0, first), ...lines, ...source.slice(last + 1)].join('\n'));
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`.padStart(8);

function leaveOneOut(runs: readonly RunMixes[], count: number): void {
  const all = [...GIVEN, ...searchShapes(runs, GIVEN, count)];
  const sums = [0, 0];
  for (const [i, { name }] of RECORDED_RUNS.entries()) {
    const others = runs.filter((_, other) => other !== i);
    const shares = [all, [...GIVEN, ...searchShapes(others, GIVEN, count)]].map((shapes) =>
      idleShare(runs[i].whole, shapes),
    );
    shares.forEach((share, which) => (sums[which] += share / runs.length));
    console.log(`${name.padEnd(17)}${shares.map(percent).join('  ')}`);
  }
  console.log(`${'mean'.padEnd(17)}${sums.map(percent).join('  ')}`);
}

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '26' },
    write: { type: 'boolean', default: false },
    'leave-one-out': { type: 'boolean', default: false },
  },
});
const runs = await Promise.all(
  RECORDED_RUNS.map((run) => recordMixes(run, GUEST_RUNS.includes(run) ? WHOLE_PROGRAM : 1)),
);
if (values['leave-one-out']) {
  leaveOneOut(runs, Number(values.count));
} else {
  const lines = list(searchShapes(runs, GIVEN, Number(values.count)));
  if (values.write) write(lines);
  else console.log(lines.join('\n'));
}
