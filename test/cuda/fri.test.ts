import test from 'ava';
import type { Matrix, Segment } from '../../host/runtime/index.js';
import { EXTENSIONS, offDomain, RandomWords } from './elements.js';
import { openBoth, sameOnBoth } from './both.js';

/** Rows, columns of each matrix, number of points. */
const QUOTIENTS = [
  [1, [1], 1],
  [2, [2, 3], 1],
  [4, [], 1],
  [8, [5], 2],
  [256, [1, 1, 1, 40], 3],
  [512, [129, 4, 4], 2],
  [1024, [300], 2],
  [2048, [4, 4, 4, 4], 1],
  [2 ** 15, [20, 8, 31], 2],
  [16, [700, 3, 1300], 2],
] as const;

for (const { extension, prime, degree } of EXTENSIONS) {
  const field = prime.name;

  test(`${extension}: DEEP quotients are the same`, async (t) => {
    await using both = openBoth();
    const random = new RandomWords(prime, 3);
    for (const [rows, widths, pointCount] of QUOTIENTS) {
      const points = Array.from({ length: pointCount }, () => offDomain(random, degree));
      const alpha = random.element(degree);
      // A term at all points, one at the first, one at none, and so on.
      const uses = widths.map((_, i) =>
        points.slice(0, [pointCount, 1, 0][i % 3]).map((_, point) => ({
          point,
          scale: random.element(degree),
          value: random.element(degree),
        })),
      );
      await sameOnBoth(t, both, `${rows} x ${widths.join()}, ${pointCount} points`, (segment) => {
        const terms = widths.map((columns, i) => ({
          matrix: segment.random({ field, rows, columns, seed: i }),
          uses: uses[i],
        }));
        const shift = prime.toMontgomery(prime.generator);
        return [segment.download(segment.deep({ field, extension, rows, shift, alpha, points, terms }))];
      });
    }
  });

  test(`${extension}: at a point of the coset the share of its row is left out`, async (t) => {
    await using both = openBoth();
    const random = new RandomWords(prime, 4);
    const shift = prime.toMontgomery(prime.generator);
    const points = [
      [shift, ...new Array<number>(degree - 1).fill(0)],
      [1, ...new Array<number>(degree - 1).fill(0)],
    ];
    const uses = points.map((_, point) => ({
      point,
      scale: random.element(degree),
      value: random.element(degree),
    }));
    await sameOnBoth(t, both, 'on the coset', (segment) => {
      const terms = [{ matrix: segment.random({ field, rows: 64, columns: 3, seed: 1 }), uses }];
      const alpha = uses[0].scale;
      return [segment.download(segment.deep({ field, extension, rows: 64, shift, alpha, points, terms }))];
    });
  });

  test(`${extension}: folds are the same, with an addend and without`, async (t) => {
    await using both = openBoth();
    const random = new RandomWords(prime, 5);
    const cases = [
      [0, 1],
      [0, 8],
      [1, 1],
      [1, 2],
      [2, 3],
      [3, 8],
      [8, 1],
      [8, 2],
      [8, 3],
      [9, 1],
      [9, 2],
      [9, 8],
      [12, 4],
      [15, 1],
      [13, 3],
    ] as const;
    for (const [logRows, logArity] of cases) {
      const beta = random.element(degree);
      await sameOnBoth(t, both, `2^${logRows + logArity} by 2^${logArity}`, (segment) => {
        const rows = 2 ** logRows;
        const column = segment.random({ field, rows: rows * 2 ** logArity, columns: degree, seed: logRows });
        const addend = segment.random({ field, rows, columns: degree, seed: logArity });
        return [
          segment.download(segment.fold(column, { extension, logArity, beta })),
          segment.download(segment.fold(column, { extension, logArity, beta, addend })),
        ];
      });
    }
  });
}

test('mistakes are refused with the words of the CPU', async (t) => {
  await using both = openBoth();
  const field = 'koalabear';
  const extension = 'koalabear^4';
  const one = [1, 2, 3, 4];
  const deep = (matrix: Matrix) => ({
    field,
    extension,
    rows: 16,
    shift: 1,
    alpha: one,
    points: [one],
    terms: [{ matrix, uses: [{ point: 0, scale: one, value: one }] }],
  });
  const fold = { extension, logArity: 1, beta: one } as const;
  const mistakes: Record<string, [string, (segment: Segment, matrix: Matrix) => unknown]> = {
    'no power of two': ['deep.rows', (s, m) => s.deep({ ...deep(m), rows: 15 } as never)],
    'another height': ['deep.terms', (s, m) => s.deep({ ...deep(m), rows: 32 } as never)],
    'no shift': ['deep.shift', (s, m) => s.deep({ ...deep(m), shift: 0 } as never)],
    'unknown point': ['deep.points', (s, m) => s.deep({ ...deep(m), points: [] } as never)],
    'short alpha': ['deep.terms', (s, m) => s.deep({ ...deep(m), alpha: [1] } as never)],
    'unreduced alpha': ['deep.points', (s, m) => s.deep({ ...deep(m), alpha: [2 ** 31, 0, 0, 0] } as never)],
    'another extension': ['fold.extension', (s, m) => s.fold(m, { ...fold, extension: 'babybear^4' })],
    columns: ['fold.input', (s, m) => s.fold(s.reshape(m, { rows: 8, columns: 8 }), fold)],
    arity: ['fold.log_arity', (s, m) => s.fold(m, { ...fold, logArity: 5 })],
    'no arity': ['fold.log_arity', (s, m) => s.fold(m, { ...fold, logArity: 0 })],
    addend: ['fold.addend', (s, m) => s.fold(m, { ...fold, addend: m })],
  };
  for (const [name, [argument, mistake]] of Object.entries(mistakes)) {
    const error = await sameOnBoth(t, both, name, (segment) => {
      mistake(segment, segment.random({ field, rows: 16, columns: 4, seed: 1 }));
      return [];
    });
    t.like(error, { code: 'SY_ERR_ARGUMENT', argument }, name);
  }
});
