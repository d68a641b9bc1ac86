import test from 'ava';
import { koalaBear } from '../../host/field/index.js';
import type { Segment } from '../../host/runtime/index.js';
import { Op, programWords, SCALED, type ProgramLine } from '../runtime/program-words.js';
import { openBoth, sameOnBoth } from './both.js';
import { inputsOf, KECCAK_CASE, QUOTIENT_CASES, scalarsOf, type ProgramCase } from './programs.js';

interface Size {
  readonly logRows: number;
  readonly logChunks: number;
  /** log2 of the rows of the extensions. */
  readonly logExtended: number;
}

/** The chunks of a quotient, downloaded. */
function quotientOf(segment: Segment, one: ProgramCase, { logRows, logChunks, logExtended }: Size) {
  const { of, program } = one;
  const chunks = segment.quotient({
    ...inputsOf(segment, one, 2 ** logExtended),
    ...{ extension: of.name, logRows, logChunks, program },
    ...{ alpha: scalarsOf(one, of.extension.degree, 7), scalars: scalarsOf(one) },
  });
  return chunks.map((chunk) => segment.download(chunk));
}

test('quotients of every chip are the same', async (t) => {
  await using both = openBoth();
  for (const one of QUOTIENT_CASES) {
    const result = await sameOnBoth(t, both, one.name, (segment) =>
      quotientOf(segment, one, { logRows: 4, logChunks: 1, logExtended: 5 }),
    );
    t.true(Array.isArray(result), one.name);
  }
});

test('quotients of all sizes around those of tiles are the same', async (t) => {
  await using both = openBoth();
  const some = QUOTIENT_CASES.filter(({ program }) => program[5] > 0 && program.length < 2000);
  t.true(some.length > 3);
  let which = 0;
  for (const logRows of [0, 1, 2, 3, 7, 8, 9, 10]) {
    for (const logChunks of [0, 1, 2, 4]) {
      for (const logBlowup of [0, 1]) {
        const one = some[which++ % some.length];
        const size = { logRows, logChunks, logExtended: logRows + logChunks + logBlowup };
        await sameOnBoth(t, both, `${one.name}, ${JSON.stringify(size)}`, (segment) =>
          quotientOf(segment, one, size),
        );
      }
    }
  }
});

test('quotients of the widest chip are the same', async (t) => {
  await using both = openBoth();
  await sameOnBoth(t, both, 'keccak', (segment) =>
    quotientOf(segment, KECCAK_CASE, { logRows: 6, logChunks: 1, logExtended: 7 }),
  );
});

/** A chain of products that are all needed at the end: more values than fit shared memory. */
function manyValues(count: number): ProgramLine[] {
  const registers = Array.from({ length: count }, (_, i) => i);
  return [
    [Op.main, 0, 0, 0],
    ...registers.slice(1).map((i): ProgramLine => [Op.mul, i, i - 1, 0]),
    ...registers.slice(1).map((i): ProgramLine => [Op.sub, 0, i, 0]),
    [Op.assert, 0, 0, 0],
  ];
}

test('quotients of programs with more values than shared memory holds are the same', async (t) => {
  await using both = openBoth();
  for (const count of [95, 96, 97, 98, 700]) {
    const program = programWords({ main: 1 }, 0, manyValues(count));
    const one: ProgramCase = { ...QUOTIENT_CASES[0], name: `${count} values`, program };
    await sameOnBoth(t, both, one.name, (segment) =>
      quotientOf(segment, one, { logRows: 9, logChunks: 0, logExtended: 9 }),
    );
  }
});

test('constants alone, and constraints of the largest words, are the same', async (t) => {
  await using both = openBoth();
  const largest = koalaBear.p - 1;
  const asserted: readonly ProgramLine[] = [
    [Op.constant, 0, largest, 0],
    [Op.scalar, 1, 0, 0],
    [Op.mul, 2, 0, 1],
    ...Array.from({ length: 300 }, (_, i): ProgramLine => [Op.assert, i % 4, i % 3, i >> 2]),
  ];
  const program = programWords({ main: 1 }, 1, asserted);
  for (const alpha of [
    [largest, largest, largest, largest],
    [0, 0, 0, 0],
    [koalaBear.toMontgomery(1), 0, 0, 0],
  ]) {
    const result = await sameOnBoth(t, both, `alpha ${alpha.join()}`, (segment) =>
      segment
        .quotient({
          main: segment.random({ field: 'koalabear', rows: 8, columns: 1, seed: 1 }),
          ...{ extension: 'koalabear^4', logRows: 3, logChunks: 0, alpha, scalars: [largest], program },
        })
        .map((chunk) => segment.download(chunk)),
    );
    t.true(Array.isArray(result));
  }
});

test('mistakes in quotients are refused with the words of the CPU', async (t) => {
  await using both = openBoth();
  const program = programWords({ main: 1, permutation: 1 }, 1, SCALED);
  const p = koalaBear.p;
  const changes: Record<string, object> = {
    'no permutation columns': { permutation: undefined },
    'no scalar': { scalars: [] },
    'a large scalar': { scalars: [p] },
    'a large alpha': { alpha: [p, 0, 0, 0] },
    'another extension': { extension: 'koalabear^5' },
    'another field': { extension: 'babybear^4' },
    'too many rows': { logRows: 25 },
    'more rows than the matrix': { logRows: 5 },
    'too many chunks': { logRows: 0, logChunks: 5 },
    'no program': { program: new Uint32Array(3) },
    'a cut program': { program: program.slice(0, -1) },
  };
  for (const [name, change] of Object.entries(changes)) {
    const error = await sameOnBoth(t, both, name, (segment) => {
      const shape = { field: 'koalabear', rows: 16, columns: 1 } as const;
      segment.quotient({
        main: segment.random({ ...shape, seed: 1 }),
        permutation: segment.random({ ...shape, seed: 2 }),
        ...{ extension: 'koalabear^4', logRows: 3, logChunks: 1, alpha: [1, 2, 3, 4], scalars: [2], program },
        ...change,
      });
      return [];
    });
    t.like(error, { code: 'SY_ERR_ARGUMENT', op: 'quotient' }, name);
  }
  t.is(both.card.state().usedBytes, 0);
});
