import test, { type ExecutionContext } from 'ava';
import { babyBear, koalaBear } from '../../../host/field/index.js';
import {
  AirError,
  array,
  cell,
  defineChip,
  sum,
  type AirErrorCode,
  type ChipBuilder,
  type Expression,
  type Struct,
} from '../../../host/stark/air/index.js';
import { chipWith, sampleChip } from './sample-chip.js';

const field = koalaBear;

function throwsAirError(t: ExecutionContext, code: AirErrorCode, run: () => unknown): AirError {
  const error = t.throws(run, { instanceOf: AirError });
  t.is(error.code, code);
  return error;
}

function defineColumns(columns: Struct, name = 'small'): unknown {
  return defineChip(field, { name, columns, constraints: () => undefined });
}

test('columns are numbered in reading order', (t) => {
  const { columns, main, width } = sampleChip(field);
  t.is(width, 12);
  t.is(columns.flags.negate, 0);
  t.deepEqual([...columns.flags.spare], [1, 2]);
  t.is(columns.pairs[1].left, 7);
  t.is(columns.pairs[1].right[2], 10);
  t.is(columns.total, 11);
  t.is(main.names[10], 'pairs[1].right[2]');
});

test('a chip knows what its constraints read', (t) => {
  const chip = sampleChip(field);
  t.is(chip.preprocessedWidth, 3);
  t.is(chip.publicValueCount, 3);
  t.true(chip.readsNextRow);
  t.true(chip.readsNextPreprocessedRow);
  const alone = chipWith(
    ({ local, next, assertZero }) => {
      next.a.add(1);
      assertZero('a', local.a);
    },
    { field },
  );
  t.false(alone.readsNextRow);
  t.false(alone.readsNextPreprocessedRow);
});

test('constraints keep their order and their degrees', (t) => {
  const chip = sampleChip(field);
  t.deepEqual(
    chip.constraints.map(({ name, degree }) => [name, degree]),
    [
      ['negate is a bit', 2],
      ['spare is a bit[0]', 2],
      ['spare is a bit[1]', 2],
      ['start', 2],
      ['sum', 2],
      ['limits', 3],
      ['steps', 1],
      ['pair[0]', 3],
      ['pair[1]', 3],
    ],
  );
  t.is(chip.maxConstraintDegree, 3);
});

test('an undefined column is an error that names it', (t) => {
  const cases: readonly [string, (builder: { local: { list: readonly Expression[] } }) => unknown][] = [
    ['list[3]', ({ local }) => local.list[3]],
    ['list[-1]', ({ local }) => local.list[-1]],
    ['list[1.5]', ({ local }) => local.list[1.5]],
    ['lost', ({ local }) => (local as unknown as { lost: Expression }).lost],
  ];
  for (const [column, read] of cases) {
    const error = throwsAirError(t, 'UNDEFINED_COLUMN', () => chipWith(read, { field }));
    t.is(error.chip, 'small');
    t.is(error.column, column);
    t.is(error.message, `chip small: there is no ${column}`);
  }
  throwsAirError(t, 'UNDEFINED_COLUMN', () => sampleChip(field).columns.pairs[2]);
});

test('a degree above the bound is an error that names chip, constraint and degree', (t) => {
  const state = ({
    local,
    when,
  }: Pick<ChipBuilder<{ a: ReturnType<typeof cell> }, never, never>, 'local' | 'when'>) =>
    when.firstRow.assertZero('steep', local.a.cube());
  const error = throwsAirError(t, 'DEGREE', () => chipWith(state, { field }));
  t.is(error.message, 'chip small: constraint steep has degree 4, above the bound 3');
  t.is(error.constraint, 'steep');
  t.is(chipWith(state, { field, maxDegree: 4 }).maxConstraintDegree, 4);
  throwsAirError(t, 'DEGREE', () =>
    chipWith(({ local, assertZero }) => assertZero('square', local.a.square()), { field, maxDegree: 1 }),
  );
});

test('names of constraints are unique and not empty', (t) => {
  const error = throwsAirError(t, 'DUPLICATE_NAME', () =>
    chipWith(
      ({ local, when, assertZero }) => {
        assertZero('twice', local.a);
        when.firstRow.assertZero('twice', local.b);
      },
      { field },
    ),
  );
  t.is(error.constraint, 'twice');
  throwsAirError(t, 'NAME', () => chipWith(({ local, assertZero }) => assertZero('', local.a), { field }));
});

test('names of chips and columns fit into C++', (t) => {
  for (const name of ['', 'Small', 'a-b', '2a', 'a__b', 'namespace', 'x'.repeat(65)]) {
    throwsAirError(t, 'NAME', () => defineColumns({ a: cell() }, name));
  }
  for (const name of ['', 'A', 'a_b', '2a', 'a[0]', 'export', 'base', 'valueOf', 'x'.repeat(65)]) {
    throwsAirError(t, 'NAME', () => defineColumns({ [name]: cell() }));
    throwsAirError(t, 'NAME', () => defineColumns({ nested: array(2, { [name]: cell() }) }));
  }
});

test('a chip has columns, and not too many', (t) => {
  throwsAirError(t, 'NO_COLUMNS', () => defineColumns({}));
  throwsAirError(t, 'NO_COLUMNS', () => defineColumns({ none: array(0) }));
  throwsAirError(t, 'TOO_LARGE', () => defineColumns({ many: array(2 ** 30) }));
  for (const count of [-1, 1.5, NaN, Infinity]) throwsAirError(t, 'ARRAY_COUNT', () => array(count));
  throwsAirError(t, 'ARRAY_COUNT', () => sum([]));
});

test('constants are safe integers or fractions of them', (t) => {
  const constants = [0.5, NaN, Infinity, 2 ** 53];
  for (const constant of constants) {
    throwsAirError(t, 'CONSTANT', () => chipWith(({ local }) => local.a.add(constant), { field }));
  }
  for (const [numerator, denominator] of [
    [1, 0],
    [1, field.p],
    [1, 0.5],
    [0.5, 1],
  ] as const) {
    throwsAirError(t, 'CONSTANT', () =>
      chipWith(({ constant }) => constant(numerator, denominator), { field }),
    );
  }
});

test('a constraint depends on something', (t) => {
  throwsAirError(t, 'CONSTANT_CONSTRAINT', () =>
    chipWith(({ local, assertZero }) => assertZero('nothing', local.a.mul(0)), { field }),
  );
  throwsAirError(t, 'CONSTANT_CONSTRAINT', () =>
    chipWith(({ constant, assertZero }) => assertZero('never', constant(1)), { field }),
  );
});

test('expressions belong to one chip', (t) => {
  let foreign: Expression | undefined;
  chipWith(({ local }) => (foreign = local.a), { field, name: 'other' });
  for (const state of [
    ({ local }) => local.a.add(foreign as Expression),
    ({ assertZero }) => assertZero('foreign', foreign as Expression),
    ({ local, when }) => when(local.a).assertZero('foreign', foreign as Expression),
  ] satisfies Parameters<typeof chipWith>[0][]) {
    throwsAirError(t, 'FOREIGN_EXPRESSION', () => chipWith(state, { field }));
  }
});

test('a constraint stated after the definition is refused, not lost', (t) => {
  let late: (() => void) | undefined;
  chipWith(({ local, assertZero }) => (late = () => assertZero('late', local.a)), { field });
  throwsAirError(t, 'SEALED', () => late?.());
});

test('one definition serves both fields', (t) => {
  for (const each of [koalaBear, babyBear]) {
    const chip = sampleChip(each);
    t.is(chip.field, each);
    t.is(chip.constraintCount, 9);
  }
});
