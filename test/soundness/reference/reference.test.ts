import test from 'ava';
import type { Chip, TableTrace } from '../../../host/stark/air/index.js';
import { MACHINE_CHIPS } from '../../../host/vm/machine.js';
import { seededWords } from '../../field/random.js';
import { IncrementalChecker, type Answers } from '../mutation/incremental-checker.js';
import { machineAnswers } from '../mutation/machine-answers.js';
import { machineShards } from '../mutation/machine-shards.js';
import { CELL_MUTATIONS, mutatedRow, type Random } from '../mutation/mutations.js';
import type { RowEvaluator } from '../mutation/row-evaluator.js';
import { REFERENCES, verdictOfChip, verdictOfReference, type Verdict } from './verdicts.js';

/** The chips against a second reading of docs/vm.md, row by row. */

const LONG = process.env.SWITCHYARD_LONG_TESTS === '1';
const HONEST_ROWS = LONG ? 20_000 : 300;
const LIES = LONG ? 100_000 : 3_000;

interface Rows extends Pick<TableTrace, 'chip' | 'publicValues'> {
  readonly shard: string;
  readonly evaluator: RowEvaluator;
  readonly answers: Answers;
  /** Those that say something. */
  readonly real: readonly number[];
}

let rows: readonly Rows[];
test.before(async () => {
  rows = (await machineShards()).flatMap(({ name: shard, tables }) => {
    const { evaluators } = new IncrementalChecker(tables);
    const answers = machineAnswers(tables);
    return tables.flatMap(({ chip, publicValues }, i): Rows[] => {
      if (!(chip.name in REFERENCES)) return [];
      const evaluator = evaluators[i];
      const all = Array.from({ length: evaluator.height }, (_, row) => row);
      const real = all.filter((row) => evaluator.evaluate(row).messages.length > 0);
      return [{ shard, chip, publicValues, evaluator, answers, real }];
    });
  });
});

const chips: readonly Chip[] = MACHINE_CHIPS.filter(({ preprocessedWidth }) => preprocessedWidth === 0);

function describe(chip: Chip, cells: Uint32Array, honest: Uint32Array): string {
  const changed = [...cells.keys()].filter((column) => cells[column] !== honest[column]);
  const names = changed.map((column) => `${chip.main.names[column]} ${honest[column]} -> ${cells[column]}`);
  return `${chip.name}: ${names.join(', ')} in ${chip.main.names.map((name, i) => `${name}=${honest[i]}`).join(' ')}`;
}

const listed = (verdict: Verdict): string[] => [...(verdict ?? ['refused'])].sort();

test('there is a reference for every chip that is no fixed table', (t) => {
  t.deepEqual(Object.keys(REFERENCES).sort(), chips.map(({ name }) => name).sort());
});

for (const { name } of chips) {
  test(`${name}: rows of real runs are what the document says, and say what it says`, (t) => {
    let judged = 0;
    for (const { chip, publicValues, evaluator, answers, real, shard } of rows) {
      if (chip.name !== name) continue;
      const step = Math.max(1, Math.floor(real.length / HONEST_ROWS));
      for (let i = 0; i < real.length; i += step) {
        const cells = evaluator.row(real[i]);
        const byReference = verdictOfReference({ chip, publicValues }, cells);
        const byChip = verdictOfChip(evaluator, answers, real[i], cells);
        const what = `${shard}, row ${real[i]}: ${describe(chip, cells, cells)}`;
        if (!byReference) t.fail(what);
        t.deepEqual(listed(byReference), listed(byChip), what);
        judged += 1;
      }
    }
    t.true(judged > 0);
  });

  test(`${name}: chip and document refuse the same rows`, (t) => {
    const next = seededWords(name.length + 17);
    const random: Random = (bound) => next() % bound;
    const own = rows.filter(({ chip, real }) => chip.name === name && real.length > 0);
    const verdicts = { accepted: 0, refused: 0 };
    for (let i = 0; i < LIES; i++) {
      const { chip, publicValues, evaluator, answers, real } = own[random(own.length)];
      const row = real[random(real.length)];
      const honest = evaluator.row(row);
      const cells = honest.slice();
      // One column, or several one after another.
      for (let changes = 1 + random(3) * random(2); changes > 0; changes--) {
        const kind = CELL_MUTATIONS[random(CELL_MUTATIONS.length)];
        const column = random(chip.width);
        const changed = mutatedRow(kind, { chip, evaluator, row, column }, random);
        changed.forEach((value, at) => {
          if (value !== honest[at]) cells[at] = value;
        });
      }
      const byChip = verdictOfChip(evaluator, answers, row, cells);
      const saysNothing = byChip?.size === 0;
      if (saysNothing) continue;
      const byReference = verdictOfReference({ chip, publicValues }, cells);
      if (listed(byChip).join() !== listed(byReference).join()) {
        t.deepEqual(listed(byChip), listed(byReference), describe(chip, cells, honest));
      }
      verdicts[byChip ? 'accepted' : 'refused'] += 1;
    }
    t.true(verdicts.refused > LIES / 10, JSON.stringify(verdicts));
  });
}
