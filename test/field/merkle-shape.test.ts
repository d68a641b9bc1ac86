import test from 'ava';
import { MerkleError, MerkleShape, type MerkleErrorCode } from '../../host/field/index.js';

test('matrices are found at the level where their rows enter, in commit order', (t) => {
  const shape = new MerkleShape(
    [8, 64, 32, 64].map((height) => ({ height, width: 1 })),
    2,
  );
  t.is(shape.logHeight, 6);
  t.is(shape.capHeight, 2);
  t.deepEqual(shape.matricesAt(6), [1, 3]);
  t.deepEqual(shape.matricesAt(5), [2]);
  t.deepEqual(shape.matricesAt(4), []);
  t.deepEqual(shape.matricesAt(3), [0]);
  t.is(shape.rowIndex(0, 63), 7);
  t.is(shape.rowIndex(1, 63), 63);
});

test('every power of two up to 2^27 is a height', (t) => {
  for (let log = 0; log <= 27; log++)
    t.is(new MerkleShape([{ height: 2 ** log, width: 1 }], 0).logHeight, log);
});

test('the cap of a shallow tree is its leaves', (t) => {
  t.is(new MerkleShape([{ height: 4, width: 1 }], 5).capHeight, 2);
  t.is(new MerkleShape([{ height: 1, width: 1 }], 3).capHeight, 0);
});

const REFUSED: [string, MerkleErrorCode, [number, number][], number][] = [
  ['no matrix', 'MATRIX_COUNT', [], 0],
  ['a height of 0', 'MATRIX_HEIGHT', [[0, 1]], 0],
  [
    'a height that is no power of two',
    'MATRIX_HEIGHT',
    [
      [8, 1],
      [6, 1],
    ],
    0,
  ],
  ['a fractional height', 'MATRIX_HEIGHT', [[0.5, 1]], 0],
  ['a negative height', 'MATRIX_HEIGHT', [[-8, 1]], 0],
  ['a height that is not a number', 'MATRIX_HEIGHT', [[NaN, 1]], 0],
  ['a height of 2^28', 'MATRIX_HEIGHT', [[2 ** 28, 1]], 0],
  ['a width of 0', 'MATRIX_WIDTH', [[8, 0]], 0],
  ['a fractional width', 'MATRIX_WIDTH', [[8, 1.5]], 0],
  ['an enormous width', 'MATRIX_WIDTH', [[8, 2 ** 30]], 0],
  ['a negative cap height', 'CAP_HEIGHT', [[8, 1]], -1],
  ['a fractional cap height', 'CAP_HEIGHT', [[8, 1]], 0.5],
  [
    'a matrix with fewer rows than the cap has digests',
    'MATRIX_BELOW_CAP',
    [
      [8, 1],
      [2, 1],
    ],
    2,
  ],
];

for (const [what, code, dimensions, capHeight] of REFUSED) {
  test(`refuses ${what}`, (t) => {
    const matrices = dimensions.map(([height, width]) => ({ height, width }));
    t.throws(() => new MerkleShape(matrices, capHeight), { instanceOf: MerkleError, code });
  });
}
