import test from 'ava';
import type { Matrix, Segment } from '../../host/runtime/index.js';
import { EXTENSIONS, offDomain, RandomWords } from './elements.js';
import { openBoth, sameOnBoth } from './both.js';

/** Rows of the matrix, how many of them count, columns, points. */
const EVALUATIONS = [
  [1, 1, 1, 1],
  [2, 2, 1, 1],
  [4, 4, 3, 2],
  [8, 8, 4, 3],
  [16, 8, 5, 1],
  [100, 64, 7, 2],
  [256, 256, 8, 2],
  [512, 512, 9, 1],
  [1024, 1024, 17, 2],
  [4096, 2048, 33, 3],
  [8192, 8192, 2, 8],
  [2 ** 16, 2 ** 15, 40, 2],
  [2 ** 17, 2 ** 17, 1, 1],
  [16, 16, 1000, 2],
] as const;

for (const { extension, prime, degree } of EXTENSIONS) {
  const field = prime.name;

  test(`${extension}: columns have the same values at points`, async (t) => {
    await using both = openBoth();
    const random = new RandomWords(prime, 1);
    for (const [matrixRows, rows, columns, count] of EVALUATIONS) {
      for (const order of ['natural', 'bit-reversed'] as const) {
        const points = Array.from({ length: count }, () => offDomain(random, degree));
        const shift = prime.toMontgomery(order === 'natural' ? 1 : prime.generator);
        const name = `${rows} of ${matrixRows} x ${columns}, ${count} points, ${order}`;
        await sameOnBoth(t, both, name, (segment) => {
          const matrix = segment.random({ field, rows: matrixRows, columns, seed: rows });
          return [segment.evaluate(matrix, { extension, rows, shift, order, points })];
        });
      }
    }
  });

  test(`${extension}: points of the base field that are not on the coset do`, async (t) => {
    await using both = openBoth();
    const shift = prime.toMontgomery(prime.generator);
    const points = [5, 0].map((x) => [prime.toMontgomery(x), ...new Array<number>(degree - 1).fill(0)]);
    await sameOnBoth(t, both, 'base field', (segment) => {
      const matrix = segment.random({ field, rows: 64, columns: 6, seed: 9 });
      return [segment.evaluate(matrix, { extension, shift, order: 'bit-reversed', points })];
    });
  });

  test(`${extension}: columns are combined to the same`, async (t) => {
    await using both = openBoth();
    const random = new RandomWords(prime, 2);
    const shapes = [
      [1, 1],
      [3, 2],
      [255, 5],
      [256, 127],
      [257, 128],
      [1024, 129],
      [1025, 31],
      [5000, 64],
      [40, 4096],
      [2 ** 17, 3],
    ] as const;
    for (const [rows, columns] of shapes) {
      const weights = random.elements(columns, degree);
      await sameOnBoth(t, both, `${rows} x ${columns}`, (segment) => {
        const matrix = segment.random({ field, rows, columns, seed: rows });
        return [segment.download(segment.combine(matrix, extension, weights))];
      });
    }
  });
}

test('the greatest words do not overflow sums', async (t) => {
  await using both = openBoth();
  for (const { extension, prime, degree } of EXTENSIONS) {
    const [rows, columns] = [2048, 300];
    const words = new Uint32Array(rows * columns).fill(prime.p - 1);
    const greatest = new Array<number>(degree).fill(prime.p - 1);
    await sameOnBoth(t, both, extension, (segment) => {
      const matrix = segment.upload(words, { field: prime.name, rows, columns });
      const weights = Array.from({ length: columns }, () => greatest);
      const points = [greatest, greatest];
      const shift = prime.p - 1;
      return [
        segment.download(segment.combine(matrix, extension, weights)),
        segment.evaluate(matrix, { extension, shift, order: 'natural', points }),
      ];
    });
  }
});

test('mistakes are refused with the words of the CPU', async (t) => {
  await using both = openBoth();
  const extension = 'koalabear^4';
  const options = { extension, shift: 1, order: 'natural', points: [[1, 2, 3, 4]] } as const;
  const onCoset = [[1, 0, 0, 0]]; // the shift itself
  const mistakes: Record<string, [string, (segment: Segment, matrix: Matrix) => unknown]> = {
    extension: ['evaluate.extension', (s, m) => s.evaluate(m, { ...options, extension: 'babybear^4' })],
    'no power of two': ['evaluate.rows', (s, m) => s.evaluate(m, { ...options, rows: 24 })],
    'too many rows': ['evaluate.rows', (s, m) => s.evaluate(m, { ...options, rows: 64 })],
    'no point': ['evaluate.points', (s, m) => s.evaluate(m, { ...options, points: [] })],
    'many points': [
      'evaluate.points',
      (s, m) => s.evaluate(m, { ...options, points: new Array<number[]>(9).fill([1, 2, 3, 4]) }),
    ],
    'on the coset': ['evaluate.points', (s, m) => s.evaluate(m, { ...options, points: onCoset })],
    'no shift': ['evaluate.shift', (s, m) => s.evaluate(m, { ...options, shift: 0 })],
    'short point': ['evaluate.points', (s, m) => s.evaluate(m, { ...options, points: [[1, 2, 3]] })],
    weights: ['combine.weights', (s, m) => s.combine(m, extension, [[1, 2, 3, 4]])],
    'unreduced weight': [
      'combine.weights',
      (s, m) => s.combine(m, extension, new Array<number[]>(3).fill([1, 2, 3, 2 ** 31])),
    ],
  };
  for (const [name, [argument, mistake]] of Object.entries(mistakes)) {
    const error = await sameOnBoth(t, both, name, (segment) => {
      mistake(segment, segment.random({ field: 'koalabear', rows: 32, columns: 3, seed: 1 }));
      return [];
    });
    t.like(error, { code: 'SY_ERR_ARGUMENT', argument }, name);
  }
});
