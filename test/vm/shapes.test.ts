import test from 'ava';
import { weightsFit } from '../../host/stark/air/bus-assignment.js';
import { MACHINE_CHIPS, SHAPES } from '../../host/vm/index.js';

/** The rules of docs/vm.md, sections 12.3 and 13. */

const names = MACHINE_CHIPS.map(({ name }) => name);
const heightOf = (logHeights: readonly number[], name: string) => 2 ** logHeights[names.indexOf(name)];

test('at most 16 shapes have names of their own and a height for each chip', (t) => {
  t.true(SHAPES.length <= 16);
  t.is(new Set(SHAPES.map(({ name }) => name)).size, SHAPES.length);
  t.is(new Set(SHAPES.map(({ logHeights }) => logHeights.join())).size, SHAPES.length);
  for (const { name, logHeights } of SHAPES) t.is(logHeights.length, MACHINE_CHIPS.length, name);
});

test('every shape has room for any single step', (t) => {
  const needed: Readonly<Record<string, number>> = { leaf: 9, tree: 26 + 26 + 7, compression: 2 * 68 + 4 };
  for (const { name, logHeights } of SHAPES) {
    for (const chip of names) t.true(heightOf(logHeights, chip) >= (needed[chip] ?? 4), `${name}: ${chip}`);
  }
});

test('the tables that are the same in all shapes are as high as they are', (t) => {
  for (const { name, logHeights } of SHAPES) {
    t.is(heightOf(logHeights, 'connector'), 2 ** 4, name);
    t.is(heightOf(logHeights, 'table'), 2 ** 16, name);
    t.is(heightOf(logHeights, 'opcode'), 2 ** 6, name);
  }
});

test('times of all shapes stay below 2^25', (t) => {
  const notSteps = ['hint_word', 'refresh', 'decode', 'leaf', 'tree', 'compression'];
  const steps = names.slice(0, names.indexOf('connector')).filter((name) => !notSteps.includes(name));
  for (const { name, logHeights } of SHAPES) {
    const most = steps.reduce((sum, chip) => sum + heightOf(logHeights, chip), 0);
    t.true(1 + 4 * most < 2 ** 25, name);
  }
});

test('no count of a shape can wrap around', (t) => {
  for (const { name, logHeights } of SHAPES) {
    const heights = logHeights.map((log) => 2 ** log);
    t.true(weightsFit(MACHINE_CHIPS[0].field, MACHINE_CHIPS, heights), name);
  }
});
