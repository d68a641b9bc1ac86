import test from 'ava';
import { babyBear, koalaBear } from '../../../host/field/index.js';
import {
  AirError,
  checkTrace,
  formatTraceFailure,
  type AirErrorCode,
} from '../../../host/stark/air/index.js';
import { chipWith, sampleChip, sampleTrace } from './sample-chip.js';

const { p } = koalaBear;

for (const field of [koalaBear, babyBear]) {
  test(`${field.name}: a good trace has no failures`, (t) => {
    const { trace, publicValues, preprocessed } = sampleTrace(field);
    t.deepEqual(checkTrace(sampleChip(field), trace, publicValues, preprocessed), []);
  });
}

test('a failure names row, constraint, value and all that it reads', (t) => {
  const { trace, publicValues, preprocessed } = sampleTrace(koalaBear);
  trace[12 * 2 + 11] += 5;
  const failures = checkTrace(sampleChip(koalaBear), trace, publicValues, preprocessed);
  t.deepEqual(
    failures.map(({ row, constraint, value }) => [row, constraint, value]),
    [
      [1, 'sum', 5],
      [2, 'sum', p - 5],
    ],
  );
  t.deepEqual(failures[0].reads, [
    { source: 'next', column: 'total', value: 14 },
    { source: 'local', column: 'total', value: 11 },
    { source: 'preprocessed', column: 'weight', value: 4 },
    { source: 'local', column: 'flags.negate', value: 1 },
  ]);
  t.is(
    formatTraceFailure(failures[0]),
    'row 1: "sum" is 5 (next.total = 14, total = 11, preprocessed.weight = 4, flags.negate = 1)',
  );
});

test('preprocessed values and public values are checked too', (t) => {
  const { trace, publicValues, preprocessed } = sampleTrace(koalaBear);
  const names = (publics: readonly number[], fixed: Uint32Array): string[] =>
    checkTrace(sampleChip(koalaBear), trace, publics, fixed).map(
      ({ row, constraint }) => `${row} ${constraint}`,
    );
  t.deepEqual(names([9, ...publicValues.slice(1)], preprocessed), ['0 start']);
  t.deepEqual(names([10, 1, 2], preprocessed), ['3 limits']);
  preprocessed[3 * 2 + 1] = 7;
  t.deepEqual(names(publicValues, preprocessed), ['1 steps']);
});

test('transition constraints rest on the last row, others do not', (t) => {
  const chip = chipWith(
    ({ local, next, when, assertEqual }) => {
      when.transition.assertEqual('counts', next.a, local.a.add(1));
      assertEqual('turns', next.b, local.b.neg());
    },
    { field: koalaBear },
  );
  const rows = [0, 1, 2, 3].map((a) => [a, a % 2 ? 1 : p - 1, 0, 0, 0]);
  t.deepEqual(checkTrace(chip, Uint32Array.from(rows.flat()), [0]), []);
  rows[3][1] = 5;
  t.deepEqual(
    checkTrace(chip, Uint32Array.from(rows.flat()), [0]).map(({ row, constraint }) => `${row} ${constraint}`),
    ['2 turns', '3 turns'],
  );
});

test('the first failures are reported, as many as asked for', (t) => {
  const chip = chipWith(({ local, assertZero }) => assertZero('zero', local.a), { field: koalaBear });
  const trace = new Uint32Array(5 * 32).fill(1);
  t.is(checkTrace(chip, trace, [0]).length, 10);
  t.is(checkTrace(chip, trace, [0], undefined, { maxFailures: 3 }).length, 3);
  const rows = { from: 30, to: 32 };
  t.deepEqual(
    checkTrace(chip, trace, [0], undefined, { rows }).map(({ row }) => row),
    [30, 31],
  );
});

test('a trace of one row is its own first and last', (t) => {
  const chip = chipWith(
    ({ local, when }) => {
      when.firstRow.assertZero('first', local.a);
      when.lastRow.assertZero('last', local.b);
      when.transition.assertZero('transition', local.list[0]);
    },
    { field: koalaBear },
  );
  const names = checkTrace(chip, Uint32Array.of(1, 1, 1, 1, 1), [0]).map(({ constraint }) => constraint);
  t.deepEqual(names, ['first', 'last']);
});

test('data of another shape is refused by name', (t) => {
  const good = sampleTrace(koalaBear);
  const chip = sampleChip(koalaBear);
  const changed = (values: Uint32Array, at: number, value: number) => {
    const copy = Uint32Array.from(values);
    copy[at] = value;
    return copy;
  };
  const cases: readonly [AirErrorCode, Partial<typeof good>, Partial<AirError>?][] = [
    ['TRACE_WIDTH', { trace: good.trace.slice(1) }],
    ['TRACE_HEIGHT', { trace: good.trace.slice(12) }],
    ['TRACE_HEIGHT', { trace: new Uint32Array(0) }],
    ['TRACE_WIDTH', { preprocessed: good.preprocessed.slice(3) }],
    ['TRACE_WIDTH', { preprocessed: new Uint32Array(0) }],
    ['TRACE_VALUE', { trace: changed(good.trace, 12 + 10, p) }, { row: 1, column: 'pairs[1].right[2]' }],
    [
      'TRACE_VALUE',
      { preprocessed: changed(good.preprocessed, 9, 2 ** 32 - 1) },
      { row: 3, column: 'weight' },
    ],
    ['PUBLIC_VALUE_COUNT', { publicValues: [1, 2] }],
    ['PUBLIC_VALUE', { publicValues: [1, 2, p] }, { column: 'limits[1]' }],
  ];
  for (const [code, change, subject] of cases) {
    const { trace, publicValues, preprocessed } = { ...good, ...change };
    const error = t.throws(() => checkTrace(chip, trace, publicValues, preprocessed), {
      instanceOf: AirError,
    });
    t.is(error.code, code);
    t.like(error, { chip: 'sample', ...subject });
  }
  for (const rows of [
    { from: -1, to: 1 },
    { from: 2, to: 1 },
    { from: 0, to: 5 },
    { from: 0.5, to: 1 },
  ]) {
    const run = (): unknown => checkTrace(chip, good.trace, good.publicValues, good.preprocessed, { rows });
    t.is(t.throws(run, { instanceOf: AirError }).code, 'TRACE_ROWS');
  }
});
