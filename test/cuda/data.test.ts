import test from 'ava';
import { babyBear, koalaBear } from '../../host/field/index.js';
import { expectSame, openBoth, sameOnBoth } from './both.js';

const FIELDS = ['koalabear', 'babybear'] as const;
const PRIMES = { koalabear: koalaBear.p, babybear: babyBear.p };
const SHAPES = [
  [1, 1],
  [3, 2],
  [32, 32],
  [33, 31],
  [64, 5],
  [1000, 100],
  [2, 4096],
  [4096, 3],
] as const;

function wordsBelow(prime: number, count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => (i * 2654435761 + 12345) % prime);
}

test('words go to the card and come back, whole and in part, in either form', async (t) => {
  await using both = openBoth();
  for (const field of FIELDS) {
    for (const [rows, columns] of SHAPES) {
      const words = wordsBelow(PRIMES[field], rows * columns);
      await sameOnBoth(t, both, `${field} ${rows} x ${columns}`, (segment) =>
        (['canonical', 'montgomery'] as const).flatMap((form) => {
          const matrix = segment.upload(words, { field, rows, columns, form });
          return [
            segment.download(matrix),
            segment.download(matrix, { form: 'canonical' }),
            segment.download(matrix, { firstRow: Math.floor(rows / 2), form }),
          ];
        }),
      );
    }
  }
});

test('more than the ring holds goes through it', async (t) => {
  await using both = openBoth();
  const [rows, columns] = [2 ** 17, 80];
  await sameOnBoth(t, both, 'large', (segment) => {
    const matrix = segment.random({ field: 'koalabear', rows, columns, seed: 5 });
    return [segment.download(matrix)];
  });
  const words = wordsBelow(PRIMES.koalabear, rows * columns);
  const segment = both.card.segment();
  const matrix = segment.upload(words, { field: 'koalabear', rows, columns });
  const back = segment.download(matrix);
  expectSame(t, (await segment.submit()).get(back), words, 'round trip');
});

test('random words, arithmetic and reshapes are the same', async (t) => {
  await using both = openBoth();
  for (const field of FIELDS) {
    for (const [rows, columns] of SHAPES) {
      await sameOnBoth(t, both, `${field} ${rows} x ${columns}`, (segment) => {
        const left = segment.random({ field, rows, columns, seed: 1 });
        const right = segment.random({ field, rows, columns, seed: 2 });
        const zero = segment.elementwise('subtract', left, left);
        return [
          left,
          segment.elementwise('add', left, right),
          segment.elementwise('subtract', left, right),
          segment.elementwise('multiply', left, right),
          segment.elementwise('invert', left),
          segment.elementwise('invert', zero),
          segment.reshape(left, { rows: columns, columns: rows }),
          segment.reshape(left, { rows: 1, columns: rows * columns }),
          segment.reshape(left, { rows: rows * columns, columns: 1 }),
        ].map((matrix) => segment.download(matrix));
      });
    }
  }
});

test('permutations are the same', async (t) => {
  await using both = openBoth();
  const cases = [
    ['poseidon2-16', 16],
    ['poseidon2-24', 24],
    ['keccak-f', 50],
  ] as const;
  for (const field of FIELDS) {
    for (const [permutation, columns] of cases) {
      for (const repeat of [0, 1, 3, 1030]) {
        await sameOnBoth(t, both, `${field} ${permutation} ${repeat}`, (segment) => {
          const states = segment.random({ field, rows: repeat > 3 ? 2 : 70, columns, seed: repeat });
          return [segment.download(segment.permute(states, permutation, repeat)), segment.download(states)];
        });
      }
    }
  }
});

test('probes do their work', async (t) => {
  await using both = openBoth({ budgetBytes: 2 ** 30 });
  for (const what of ['copy', 'multiply', 'logic', 'launch'] as const) {
    const results = await sameOnBoth(t, both, what, (segment) => {
      segment.probe(what, 'babybear', 3);
      return [];
    });
    t.deepEqual(results, []);
  }
});
