import test from 'ava';
import { koalaBear } from '../../host/field/index.js';
import type { Segment } from '../../host/runtime/index.js';
import { Op, programWords, type ProgramLine } from '../runtime/program-words.js';
import { openBoth, sameOnBoth } from './both.js';
import { inputsOf, PERMUTATION_CASES, scalarsOf, type ProgramCase } from './programs.js';

/** Columns and terminal. */
function permutationOf(segment: Segment, one: ProgramCase, rows: number) {
  const { main, preprocessed } = inputsOf(segment, one, rows);
  const { output, terminal } = segment.permutation({
    ...{ main, preprocessed, extension: one.of.name, scalars: scalarsOf(one), program: one.program },
  });
  return [segment.download(output), terminal];
}

test('the permutation columns of every chip with lookups are the same', async (t) => {
  await using both = openBoth();
  for (const one of PERMUTATION_CASES) {
    const result = await sameOnBoth(t, both, one.name, (segment) => permutationOf(segment, one, 33));
    t.true(Array.isArray(result), one.name);
  }
});

test('permutation columns of all heights around those of tiles are the same', async (t) => {
  await using both = openBoth({ budgetBytes: 2 ** 29 });
  const small = PERMUTATION_CASES.filter(({ program }) => program.length < 400);
  t.true(small.length > 2);
  const heights = [1, 2, 3, 4, 5, 31, 255, 256, 257, 511, 1023, 1024, 1025, 2048, 2049, 5000];
  for (const [i, rows] of heights.entries()) {
    const one = small[i % small.length];
    await sameOnBoth(t, both, `${one.name}, ${rows} rows`, (segment) => permutationOf(segment, one, rows));
  }
});

/** One lookup: 1 over scalar - main column. */
const INVERSE: readonly ProgramLine[] = [
  [Op.main, 0, 0, 0],
  [Op.scalar, 1, 0, 0],
  [Op.sub, 0, 1, 0],
  [Op.assert, 0, 0, 0],
  [Op.constant, 0, koalaBear.toMontgomery(1), 0],
  [Op.assert, 0, 0, 1],
];
/** Another: the next row's main column times X^3, over the main column. */
const OTHER: readonly ProgramLine[] = [
  [Op.main, 0, 0, 1],
  [Op.assert, 3, 0, 3],
  [Op.main, 0, 0, 0],
  [Op.assert, 0, 0, 2],
];
const PROGRAM = programWords({ main: 1 }, 1, [...OTHER, ...INVERSE]);
const field = 'koalabear' as const;

test('more tiles than are added up at once are the same', async (t) => {
  await using both = openBoth({ budgetBytes: 2 ** 30 });
  const one: ProgramCase = {
    ...PERMUTATION_CASES.find(({ of }) => of.name === 'koalabear^4')!,
    program: programWords({ main: 1 }, 1, INVERSE),
  };
  const result = await sameOnBoth(t, both, 'tall', (segment) => permutationOf(segment, one, 2 ** 20 + 3));
  t.true(Array.isArray(result));
});

test('the first denominator that is zero is named by row and lookup', async (t) => {
  await using both = openBoth();
  const rows = 3000;
  for (const [name, zeros, tens] of [
    ['one of lookup 1', [2999], []],
    ['one of lookup 0', [], [1234]],
    ['several', [700, 2000], [701, 1]],
    ['both of a row', [5], [5]],
    ['all', Array.from({ length: rows }, (_, i) => i), []],
  ] as const) {
    const error = await sameOnBoth(t, both, name, (segment) => {
      const words = Uint32Array.from({ length: rows }, (_, i) => i + 100);
      for (const i of tens) words[i] = 10;
      for (const i of zeros) words[i] = 0;
      const main = segment.upload(words, { field, rows, columns: 1 });
      const { terminal } = segment.permutation({
        ...{ main, extension: 'koalabear^4', scalars: [10], program: PROGRAM },
      });
      return [terminal];
    });
    t.like(error, { code: 'SY_ERR_ARGUMENT', argument: 'permutation.program' }, name);
  }
  t.is(both.card.state().usedBytes, 0);
});

test('mistakes in permutations are refused with the words of the CPU', async (t) => {
  await using both = openBoth();
  const changes: Record<string, object> = {
    'another field': { extension: 'babybear^4' },
    'no scalar': { scalars: [] },
    'a large scalar': { scalars: [koalaBear.p] },
    'no program': { program: new Uint32Array() },
    'an odd number of values': { program: programWords({ main: 1 }, 1, INVERSE.slice(0, 4)) },
    'no lookup': { program: programWords({ main: 1 }, 1, []) },
    'a selector': { program: programWords({ main: 1 }, 1, [[Op.selector, 0, 0, 0], ...INVERSE]) },
    'preprocessed columns': { program: programWords({ main: 1, preprocessed: 2 }, 1, INVERSE) },
    'other columns': { program: programWords({ main: 2 }, 1, INVERSE) },
    'too many lookups': {
      program: programWords(
        { main: 1 },
        1,
        Array.from({ length: 2 ** 15 }, (_, i): ProgramLine[] => [
          [Op.scalar, 0, 0, 0],
          [Op.assert, 0, 0, i],
        ]).flat(),
      ),
    },
  };
  for (const [name, change] of Object.entries(changes)) {
    const error = await sameOnBoth(t, both, name, (segment) => {
      const main = segment.random({ field, rows: 4, columns: 1, seed: 1 });
      segment.permutation({
        ...{ main, extension: 'koalabear^4', scalars: [2], program: PROGRAM },
        ...change,
      });
      return [];
    });
    t.like(error, { code: 'SY_ERR_ARGUMENT', op: 'permutation' }, name);
  }
});
