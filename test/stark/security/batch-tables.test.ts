import test from 'ava';
import { koalaBear } from '../../../host/field/index.js';
import { cell, defineBus, defineChip } from '../../../host/stark/air/index.js';
import { fibonacciChip, machineChips } from '../../../host/stark/chips/index.js';
import { PRESETS } from '../../../host/stark/proof/index.js';
import { batchTables, SecurityError, securityOf, singleTable } from '../../../host/stark/security/index.js';

const NONE = { columns: 0, points: 0 };

test('the machine is counted as by hand', (t) => {
  const chips = Object.values(machineChips(koalaBear));
  // Elements of degree 5: a table with L lookups has 5 (1 + L) permutation columns, opened at two points.
  t.deepEqual(batchTables(PRESETS.default, chips, [4, 16, 4, 8]), [
    {
      logRows: 4,
      // None of its own; one fraction and three of the accumulator.
      constraintCount: 4,
      maxConstraintDegree: 2,
      main: { columns: 1, points: 1 },
      preprocessed: { columns: 6, points: 1 },
      permutation: { columns: 10, points: 2 },
      quotient: { columns: 5, points: 1 },
      lookups: { interactionsPerRow: 1, widestTuple: 6 },
    },
    {
      logRows: 16,
      // 18 of its own, 12 fractions, 3 of the accumulator.
      constraintCount: 33,
      maxConstraintDegree: 3,
      main: { columns: 30, points: 2 },
      preprocessed: NONE,
      permutation: { columns: 65, points: 2 },
      quotient: { columns: 10, points: 1 },
      // 1 on the program's bus, 6 and 9 limbs, 3 times 2 of memory.
      lookups: { interactionsPerRow: 22, widestTuple: 6 },
    },
    {
      logRows: 4,
      constraintCount: 1 + 4 + 3,
      maxConstraintDegree: 2,
      main: { columns: 4, points: 1 },
      preprocessed: { columns: 1, points: 1 },
      permutation: { columns: 25, points: 2 },
      quotient: { columns: 5, points: 1 },
      lookups: { interactionsPerRow: 4, widestTuple: 3 },
    },
    {
      logRows: 8,
      constraintCount: 4,
      maxConstraintDegree: 2,
      main: { columns: 1, points: 1 },
      preprocessed: { columns: 1, points: 1 },
      permutation: { columns: 10, points: 2 },
      quotient: { columns: 5, points: 1 },
      lookups: { interactionsPerRow: 1, widestTuple: 1 },
    },
  ]);
});

test('the LogUp term counts every message of every row', (t) => {
  const chips = Object.values(machineChips(koalaBear));
  const tables = batchTables(PRESETS.default, chips, [4, 16, 4, 8]);
  const { unique } = securityOf({ parameters: PRESETS.default, tables });
  const denominators = 1 * 2 ** 4 + 22 * 2 ** 16 + 4 * 2 ** 4 + 1 * 2 ** 8;
  const expected = 5 * Math.log2(koalaBear.p) - Math.log2(denominators * (6 + 2));
  t.is(unique.terms.find(({ name }) => name === 'logup')!.bits, expected);
});

test('exclusive and local messages count one by one', (t) => {
  const bus = defineBus({ name: 'pairs', kind: 'permutation', fields: ['a', 'b'] });
  const chip = defineChip(koalaBear, {
    name: 'chooser',
    columns: { f: cell(), g: cell(), a: cell(), b: cell() },
    constraints({ local: { f, g, a, b }, assertBoolean, assertZero, bus: messages }) {
      assertBoolean('f', f);
      assertBoolean('g', g);
      assertZero('one', f.mul(g));
      messages.exclusive(bus, (group) => {
        group.send(f, [a, b]);
        group.receive(g, [a, b]);
      });
      messages.local('order', (group) => {
        group.send([a]);
        group.receive([b]);
      });
    },
  });
  const [size] = batchTables(PRESETS.bench, [chip], [3]);
  t.deepEqual(size.lookups, { interactionsPerRow: 4, widestTuple: 2 });
  t.deepEqual(size.permutation, { columns: 4 * 3, points: 2 });
  t.is(size.constraintCount, chip.constraintCount + 2 + 3);
});

test('a batch of one table without lookups is that table', (t) => {
  const chip = fibonacciChip(koalaBear);
  t.deepEqual(batchTables(PRESETS.default, [chip], [6]), singleTable(PRESETS.default, chip, 6).tables);
  t.throws(() => batchTables(PRESETS.default, [chip], [6, 6]), { instanceOf: SecurityError });
});
