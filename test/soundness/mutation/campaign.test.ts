import test from 'ava';
import { MACHINE_CHIPS } from '../../../host/vm/machine.js';
import { Campaign, listedColumns } from './campaign.js';
import { FREEDOMS, PADDING } from './harmless.js';
import { IncrementalChecker } from './incremental-checker.js';
import { machineShards } from './machine-shards.js';

/** Rounds of some 60,000 mutations; `SWITCHYARD_LONG_TESTS=1` takes more, `npm run soundness` as many as it is told. */
const ROUNDS = process.env.SWITCHYARD_LONG_TESTS === '1' ? 50 : 2;
/** As many it takes at most until everything that is listed has been met, of chips of which something is missing. */
const MAX_ROUNDS = 20 * ROUNDS;

test('every mutation of real tables is refused, or listed as harmless', async (t) => {
  t.timeout(30 * 60_000);
  const campaign = new Campaign(await machineShards(), 1);
  const { surprises, met, tallies } = campaign.report();
  const unmet = () => listedColumns().filter((name) => !met.has(name));
  for (let round = 0; round < ROUNDS; round++) campaign.round();
  for (let round = ROUNDS; round < MAX_ROUNDS && unmet().length > 0; round++) {
    campaign.round(new Set(unmet().map((name) => name.slice(0, name.indexOf(':')))));
  }
  t.deepEqual(surprises.slice(0, 10), []);
  // What is listed has been met, so that nothing is listed in vain.
  t.deepEqual(unmet(), []);
  for (const { name, main, preprocessedWidth } of MACHINE_CHIPS) {
    const ofChip = tallies.get(name)!;
    for (const { path } of main.groups) t.true((ofChip.get(path)?.mutations ?? 0) > 0, `${name}: ${path}`);
    if (preprocessedWidth === 0) t.true((ofChip.get('rows')?.mutations ?? 0) > 0, name);
  }
});

test('every chip has rows that say something, and padding where it can', async (t) => {
  const rows = new Map<string, { real: number; padding: number }>();
  for (const { tables } of await machineShards()) {
    const { evaluators } = new IncrementalChecker(tables);
    tables.forEach(({ chip }, table) => {
      const count = rows.get(chip.name) ?? { real: 0, padding: 0 };
      rows.set(chip.name, count);
      for (let row = 0; row < evaluators[table].height; row++) {
        count[evaluators[table].evaluate(row).messages.length > 0 ? 'real' : 'padding'] += 1;
      }
    });
  }
  for (const { name } of MACHINE_CHIPS) {
    t.true(rows.get(name)!.real > 0, name);
    t.true(rows.get(name)!.padding > 0, name);
  }
});

test('what is listed are columns of chips, each with a reason, and only padding is listed without', (t) => {
  const chips = new Map(MACHINE_CHIPS.map((chip) => [chip.name, chip]));
  for (const { chip, columns, because } of FREEDOMS) {
    t.deepEqual(
      columns.filter((column) => !chips.get(chip)!.main.names.includes(column)),
      [],
    );
    t.true(because.length > 20, chip);
  }
  for (const [chip, { free, within = {} }] of Object.entries(PADDING)) {
    const columns = [...free, ...Object.keys(within)];
    t.is(new Set(columns).size, columns.length, chip);
    t.deepEqual(
      columns.filter((column) => !chips.get(chip)!.main.names.includes(column)),
      [],
    );
  }
});

test('every public value is held by a constraint of its own', async (t) => {
  const [{ tables }] = await machineShards();
  const table = tables.findIndex(({ publicValues }) => publicValues.length > 0);
  const { chip, publicValues } = tables[table];
  const checker = new IncrementalChecker(tables);
  publicValues.forEach((value, i) => {
    const failed = checker.judgePublicValues(table, publicValues.with(i, chip.field.add(value, 1)));
    t.is(failed.length, 1, chip.publicValues.names[i]);
    t.regex(failed[0], /^public values/);
  });
});
