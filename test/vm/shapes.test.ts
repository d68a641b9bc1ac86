import test from 'ava';
import { weightsFit } from '../../host/stark/air/bus-assignment.js';
import { MACHINE_CHIPS, SHAPES } from '../../host/vm/index.js';
import { shapeCells, shapeHeights } from '../../host/vm/prove/choose-shape.js';
import { chipsOf, heightsOf } from '../../host/vm/shape-tables.js';
import { EVERY_STEP_SHAPE } from '../../host/vm/shapes.js';

/** The rules of docs/vm.md, sections 12.3 and 13. */

const names = MACHINE_CHIPS.map(({ name }) => name);
/** Those that receive on the bus `step`, but not the connector. */
const STEP_CHIPS = MACHINE_CHIPS.filter(({ name, interactions }) => {
  return name !== 'connector' && interactions.some(({ bus }) => bus?.name === 'step');
});

/** All tables but those of precompiles. */
const always = names.slice(0, names.indexOf('opcode') + 1);

test('at most 48 shapes have names of their own and a height or none for each chip', (t) => {
  t.true(SHAPES.length <= 48);
  t.is(new Set(SHAPES.map(({ name }) => name)).size, SHAPES.length);
  t.is(new Set(SHAPES.map(({ logHeights }) => logHeights.join())).size, SHAPES.length);
  for (const { name, logHeights } of SHAPES) t.is(logHeights.length, MACHINE_CHIPS.length, name);
});

test('every shape has room for any single step', (t) => {
  const needed: Readonly<Record<string, number>> = { leaf: 9, tree: 26 + 26 + 7, compression: 2 * 68 + 4 };
  for (const [shape, { name }] of SHAPES.entries()) {
    for (const chip of always) t.true(shapeHeights(shape)[chip] >= (needed[chip] ?? 4), `${name}: ${chip}`);
  }
});

test('tables that only some shapes have come last, without preprocessed columns', (t) => {
  for (const [shape, { name }] of SHAPES.entries()) {
    t.deepEqual(
      chipsOf(shape)
        .slice(0, always.length)
        .map((chip) => chip.name),
      always,
      name,
    );
  }
  for (const chip of MACHINE_CHIPS.slice(always.length)) t.is(chip.preprocessedWidth, 0, chip.name);
});

test('the shape for every step has room for any precompile, and no other is cheaper', (t) => {
  const precompiles = MACHINE_CHIPS.slice(always.length).map(({ name }) => name);
  for (const chip of precompiles) t.true(shapeHeights(EVERY_STEP_SHAPE)[chip] > 0, chip);
  const complete = SHAPES.flatMap((_, shape) =>
    precompiles.every((chip) => shapeHeights(shape)[chip] > 0) ? [shapeCells(shape, 4)] : [],
  );
  t.is(Math.min(...complete), shapeCells(EVERY_STEP_SHAPE, 4));
});

test('the tables that are the same in all shapes are as high as they are', (t) => {
  for (const [shape, { name }] of SHAPES.entries()) {
    const { connector, table, opcode } = shapeHeights(shape);
    t.deepEqual([connector, table, opcode], [2 ** 4, 2 ** 16, 2 ** 6], name);
  }
});

test('times of all shapes stay below 2^25', (t) => {
  for (const [shape, { name }] of SHAPES.entries()) {
    const most = STEP_CHIPS.reduce((sum, chip) => sum + shapeHeights(shape)[chip.name], 0);
    t.true(1 + 4 * most < 2 ** 25, name);
  }
});

test('no count of a shape can wrap around', (t) => {
  for (const [shape, { name }] of SHAPES.entries()) {
    const heights = heightsOf(shape).map((log) => 2 ** log);
    t.true(weightsFit(MACHINE_CHIPS[0].field, chipsOf(shape), heights), name);
  }
});

test('a shard may have as many calls of precompiles as its shape has room for', (t) => {
  // kMaxPrecompileCalls of native/vm/shard.h.
  const most = 2 ** 16;
  const calls = STEP_CHIPS.filter(({ name }) => !always.includes(name));
  t.is(calls.length, 4);
  for (const [shape, { name }] of SHAPES.entries()) {
    for (const chip of calls) t.true(shapeHeights(shape)[chip.name] <= most, `${name}: ${chip.name}`);
  }
});
