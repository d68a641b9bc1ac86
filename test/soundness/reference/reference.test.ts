import test from 'ava';
import { MACHINE_CHIPS } from '../../../host/vm/machine.js';
import { machineShards } from '../mutation/machine-shards.js';
import { agree, judgedTables, judgeRow, lies, type JudgedTable } from './disagreements.js';
import { REFERENCES, type Verdict } from './verdicts.js';

/** The chips against a second reading of docs/vm.md, row by row. */

const LONG = process.env.SWITCHYARD_LONG_TESTS === '1';
const HONEST_ROWS = LONG ? 20_000 : 300;
const LIES = LONG ? 100_000 : 3_000;
/** Rows of more columns take longer to judge: fewer lies about them. */
const WIDE = 200;
const WIDE_LIES = LIES / 10;

let tables: readonly JudgedTable[];
test.before(async () => {
  tables = judgedTables(await machineShards());
});

const names = MACHINE_CHIPS.filter(({ preprocessedWidth }) => preprocessedWidth === 0).map(
  ({ name }) => name,
);
const listed = (verdict: Verdict): string[] => [...(verdict ?? ['refused'])].sort();

test('there is a reference for every chip that is no fixed table', (t) => {
  t.deepEqual(Object.keys(REFERENCES).sort(), [...names].sort());
});

for (const [i, name] of names.entries()) {
  test(`${name}: rows of real runs are what the document says, and say what it says`, (t) => {
    let accepted = 0;
    for (const table of tables.filter(({ chip }) => chip.name === name)) {
      const step = Math.max(1, Math.floor(table.real.length / HONEST_ROWS));
      for (let at = 0; at < table.real.length; at += step) {
        const judged = judgeRow(table, table.real[at]);
        if (!agree(judged)) t.deepEqual(listed(judged.byReference), listed(judged.byChip), judged.what);
        if (!judged.byReference) t.fail(judged.what);
        accepted += 1;
      }
    }
    t.true(accepted > 0);
  });

  test(`${name}: chip and document refuse the same rows`, (t) => {
    t.timeout(30 * 60_000);
    const own = tables.filter(({ chip }) => chip.name === name);
    let refused = 0;
    const count = own[0].chip.width > WIDE ? WIDE_LIES : LIES;
    for (const judged of lies(own, count, i + 1)) {
      if (!agree(judged)) t.deepEqual(listed(judged.byChip), listed(judged.byReference), judged.what);
      if (!judged.byChip) refused += 1;
    }
    t.true(refused > count / 10, String(refused));
  });
}
