/**
 * Mutates tables of real runs and shows who refuses what: `npm run soundness -- --mutations 1000000 --seed 1 --json`,
 * `--out FILE` for the results besides. Ends with 1 where anything is accepted that is not listed as harmless, or the
 * other way round. `docs/security.md` says more.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describeMachine } from '../host/cli/bench/machine.js';
import { formatTable } from '../host/cli/table.js';
import { MACHINE_CHIPS } from '../host/vm/machine.js';
import { VERSION } from '../host/cli/version.js';
import {
  Campaign,
  listedColumns,
  type CampaignReport,
  type Surprise,
  type Tally,
} from '../test/soundness/mutation/campaign.js';
import { machineShards } from '../test/soundness/mutation/machine-shards.js';

/** Then come other programs. */
const ROUNDS_OF_A_PROGRAM = 10;

const LONG = process.env.SWITCHYARD_LONG_TESTS === '1';
const { values } = parseArgs({
  options: {
    mutations: { type: 'string', default: LONG ? '5000000' : '200000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});
const [wanted, firstSeed] = [Number(values.mutations), Number(values.seed)];
if (!Number.isSafeInteger(wanted) || wanted < 1 || !Number.isSafeInteger(firstSeed) || firstSeed < 0) {
  console.error('soundness: --mutations takes a number from 1, --seed one from 0');
  process.exit(2);
}

/** What became of mutations of some columns of a chip. */
interface Line extends Omit<Tally, 'byBus'> {
  readonly chip: string;
  readonly columns: string;
  readonly byBus: Record<string, number>;
}

const lines = new Map<string, Line>();
const surprises: Surprise[] = [];
const met = new Set<string>();
const needed = new Set<string>();

function collect(report: CampaignReport): void {
  for (const [chip, ofChip] of report.tallies) {
    for (const [columns, tally] of ofChip) {
      const line = lines.get(`${chip} ${columns}`) ?? {
        ...{ chip, columns, mutations: 0, constraints: 0, buses: 0, harmless: 0, byBus: {} },
      };
      lines.set(`${chip} ${columns}`, line);
      line.mutations += tally.mutations;
      line.constraints += tally.constraints;
      line.buses += tally.buses;
      line.harmless += tally.harmless;
      for (const [bus, count] of tally.byBus) line.byBus[bus] = (line.byBus[bus] ?? 0) + count;
    }
  }
  surprises.push(...report.surprises);
  for (const name of report.met) met.add(name);
  for (const name of report.needed) needed.add(name);
}

const start = performance.now();
let mutations = 0;
for (let seed = firstSeed; mutations < wanted; seed++) {
  const campaign = new Campaign(await machineShards(seed), seed);
  for (let round = 0; round < ROUNDS_OF_A_PROGRAM && mutations < wanted; round++) {
    mutations += campaign.round();
    console.error(`${mutations} mutations`);
  }
  collect(campaign.report());
}
const withoutNumbers = (name: string): string => name.replaceAll(/\[\d+\]/g, '[]');
const neededAlike = new Set([...needed].map(withoutNumbers));
const results = {
  schema: 'switchyard-soundness/1',
  machine: describeMachine(VERSION),
  seed: firstSeed,
  mutations,
  seconds: Math.round((performance.now() - start) / 1000),
  surprises,
  /** Listed as harmless, and not met in this run. */
  unmet: listedColumns().filter((name) => !met.has(name)),
  /** Constraints that have never been the only one to refuse a mutation; those that differ in numbers are one. */
  neverAlone: [
    ...new Set(
      MACHINE_CHIPS.flatMap(({ name: chip, constraints }) =>
        constraints.map(({ name }) => withoutNumbers(`${chip}: ${name}`)),
      ),
    ),
  ].filter((name) => !neededAlike.has(name)),
  lines: [...lines.values()],
};

if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(results, null, 1)}\n`);
if (values.json) console.log(JSON.stringify(results));
else {
  const numbers = ['mutations', 'constraint', 'bus', 'harmless'];
  console.log(
    formatTable(
      ['chip', 'columns', ...numbers],
      results.lines.map((line) => [
        ...[line.chip, line.columns],
        ...[line.mutations, line.constraints, line.buses, line.harmless].map(String),
      ]),
      new Set(numbers),
    ),
  );
  console.log(`${mutations} mutations in ${results.seconds} s, ${surprises.length} surprises`);
  for (const { what, refusals } of surprises) console.log(`${what}: ${JSON.stringify(refusals)}`);
}
process.exitCode = surprises.length > 0 ? 1 : 0;
