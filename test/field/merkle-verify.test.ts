import test, { type ExecutionContext } from 'ava';
import {
  babyBear,
  hashSet,
  HASH_SET_NAMES,
  koalaBear,
  MerkleError,
  MerkleShape,
  verifyMultiOpening,
  verifyOpening,
  type Digest,
  type MerkleErrorCode,
} from '../../host/field/index.js';
import { keccakCases, poseidon2Cases, type MerkleCase } from './merkle-vectors.js';
import { lcgMatrix, seededWords } from './random.js';
import { ReferenceTree } from './reference-tree.js';

const cases = [...poseidon2Cases(), ...keccakCases()];

function shapeOf({ matrices, capHeight }: MerkleCase): MerkleShape {
  const dimensions = matrices.map((matrix) => ({ height: matrix.length, width: matrix[0].length }));
  return new MerkleShape(dimensions, capHeight);
}

for (const vector of cases) {
  test(`${vector.title}: cap and openings equal the vectors`, (t) => {
    const tree = new ReferenceTree(vector.hash, vector.matrices);
    t.deepEqual(tree.cap(vector.capHeight), vector.cap);
    for (const { index, rows, siblings } of vector.single) {
      t.deepEqual(tree.open([index], vector.capHeight), { rows: [rows], siblings });
      t.notThrows(() => verifyOpening(vector.hash, shapeOf(vector), vector.cap, index, rows, siblings));
    }
    if (!vector.multi) return;
    const { indices, rows, siblings } = vector.multi;
    t.deepEqual(tree.open(indices, vector.capHeight), { rows, siblings });
    t.notThrows(() =>
      verifyMultiOpening(vector.hash, shapeOf(vector), vector.cap, indices, { rows, siblings }),
    );
  });
}

test('random shapes, caps and index sets verify', (t) => {
  const words = seededWords(99);
  for (let round = 0; round < 40; round++) {
    const { merkle } = hashSet(HASH_SET_NAMES[round % 3], round % 2 === 0 ? koalaBear : babyBear);
    const capHeight = words() % 4;
    const logHeights = Array.from({ length: 1 + (words() % 4) }, () => capHeight + (words() % 3));
    const matrices = logHeights.map((log, i) => lcgMatrix(words(), 2 ** log, 1 + ((words() + i) % 20)));
    const height = 2 ** Math.max(...logHeights);
    const indices = Array.from({ length: 1 + (words() % 6) }, () => words() % height);
    const tree = new ReferenceTree(merkle, matrices);
    const shape = new MerkleShape(tree.dimensions, capHeight);
    t.notThrows(() =>
      verifyMultiOpening(merkle, shape, tree.cap(capHeight), indices, tree.open(indices, capHeight)),
    );
  }
});

test('a tree of one row is its leaf digest', (t) => {
  const { merkle } = hashSet('p2-16', koalaBear);
  const shape = new MerkleShape([{ height: 1, width: 2 }], 0);
  t.notThrows(() => verifyOpening(merkle, shape, [merkle.hashRow([3, 4])], 0, [[3, 4]], []));
  refused(t, 'CAP_MISMATCH', () => verifyOpening(merkle, shape, [merkle.hashRow([3, 4])], 0, [[3, 5]], []));
});

/** A multi-opening that a test may spoil. */
interface Draft {
  cap: Digest[];
  indices: number[];
  rows: number[][][];
  siblings: Digest[];
}

function draftOf(vector: MerkleCase): Draft {
  const { indices, rows, siblings } = vector.multi!;
  return structuredClone({ cap: vector.cap, indices, rows, siblings });
}

function check(vector: MerkleCase, { cap, indices, rows, siblings }: Draft): void {
  verifyMultiOpening(vector.hash, shapeOf(vector), cap, indices, { rows, siblings });
}

function refused(t: ExecutionContext, code: MerkleErrorCode, attempt: () => void): void {
  t.throws(attempt, { instanceOf: MerkleError, code });
}

// Matrices of 8, 64, 32 and 64 rows; indices 3, 40, 3, 41, 17, so 40 and 41 share rows of the shorter ones.
const mixed = cases.filter(({ title, multi }) => multi && title.includes('8x7,64x5,32x3,64x2'));

for (const vector of mixed) {
  const title = `${vector.title}:`;

  test(`${title} every changed sibling is refused`, (t) => {
    vector.multi!.siblings.forEach((sibling, i) => {
      sibling.forEach((_, word) => {
        const draft = draftOf(vector);
        draft.siblings[i][word] ^= 1;
        refused(t, 'CAP_MISMATCH', () => check(vector, draft));
      });
    });
  });

  test(`${title} every changed element is refused`, (t) => {
    vector.multi!.rows.forEach((query, q) => {
      query.forEach((row, matrix) => {
        row.forEach((_, column) => {
          const draft = draftOf(vector);
          draft.rows[q][matrix][column] ^= 1;
          const error = t.throws(() => check(vector, draft), { instanceOf: MerkleError });
          t.true(error?.code === 'CAP_MISMATCH' || error?.code === 'ROW_CONFLICT');
        });
      });
    });
  });

  test(`${title} a changed cap digest is refused where a query ends there`, (t) => {
    const reached = new Set(vector.multi!.indices.map((index) => index >> (6 - vector.capHeight)));
    for (const node of reached) {
      const draft = draftOf(vector);
      draft.cap[node][7] ^= 1;
      refused(t, 'CAP_MISMATCH', () => check(vector, draft));
    }
  });

  test(`${title} reordered siblings, rows, matrices and indices are refused`, (t) => {
    const spoil = (change: (draft: Draft) => void): MerkleErrorCode | undefined => {
      const draft = draftOf(vector);
      change(draft);
      return t.throws(() => check(vector, draft), { instanceOf: MerkleError })?.code;
    };
    t.is(
      spoil(({ siblings }) => siblings.reverse()),
      'CAP_MISMATCH',
    );
    t.is(
      spoil(({ rows }) => rows.push(rows.shift()!)),
      'ROW_CONFLICT',
    );
    t.is(
      spoil(({ rows }) => rows.forEach((query) => query.reverse())),
      'ROW_WIDTH',
    );
    t.is(
      spoil(({ indices }) => (indices[1] = 42)),
      'SIBLING_COUNT',
    );
    t.is(
      spoil(({ indices }) => (indices[4] = 16)),
      'CAP_MISMATCH',
    );
    t.is(
      spoil(({ indices }) => (indices[2] = 4)),
      'SIBLING_COUNT',
    );
  });
}

const [sample] = mixed;

test('a query that disagrees with a neighbour on a shared row of a shorter matrix is refused', (t) => {
  // Indices 40 and 41 (queries 1 and 3) both open row 20 of 32 and row 5 of 8.
  for (const query of [1, 3]) {
    for (const matrix of [0, 2]) {
      const draft = draftOf(sample);
      draft.rows[query][matrix][0] += 1;
      refused(t, 'ROW_CONFLICT', () => check(sample, draft));
    }
  }
});

const SPOILT: [string, MerkleErrorCode, (draft: Draft) => void][] = [
  ['a sibling too many', 'SIBLING_COUNT', ({ siblings }) => siblings.push(siblings[0])],
  ['a sibling too few', 'SIBLING_COUNT', ({ siblings }) => siblings.pop()],
  ['no siblings', 'SIBLING_COUNT', (draft) => (draft.siblings = [])],
  ['siblings that are no array', 'SIBLING_COUNT', (draft) => (draft.siblings = undefined as never)],
  ['a short sibling', 'SIBLING_DIGEST', ({ siblings }) => (siblings[1] = new Uint32Array(7))],
  ['a non-canonical sibling', 'SIBLING_DIGEST', ({ siblings }) => siblings[1].fill(0xffffffff)],
  ['a missing sibling', 'SIBLING_DIGEST', ({ siblings }) => (siblings[1] = undefined as never)],
  ['a hole among the siblings', 'SIBLING_DIGEST', ({ siblings }) => Reflect.deleteProperty(siblings, 1)],
  ['an index at the height', 'INDEX_RANGE', ({ indices }) => (indices[0] = 64)],
  ['an index beyond 2^32', 'INDEX_RANGE', ({ indices }) => (indices[0] = 2 ** 32 + 3)],
  ['a negative index', 'INDEX_RANGE', ({ indices }) => (indices[0] = -1)],
  ['a fractional index', 'INDEX_RANGE', ({ indices }) => (indices[0] = 3.5)],
  ['no indices', 'INDEX_COUNT', (draft) => (draft.indices = [])],
  ['too many indices', 'INDEX_COUNT', (draft) => (draft.indices = new Array<number>(2 ** 16 + 1).fill(0))],
  ['a query too many', 'ROW_COUNT', ({ rows }) => rows.push(rows[0])],
  ['a query too few', 'ROW_COUNT', ({ rows }) => rows.pop()],
  ['queries that are no array', 'ROW_COUNT', (draft) => (draft.rows = 'rows!' as never)],
  ['a matrix too many', 'ROW_MATRICES', ({ rows }) => rows[2].push([1])],
  ['a matrix too few', 'ROW_MATRICES', ({ rows }) => rows[2].pop()],
  ['a missing query', 'ROW_MATRICES', ({ rows }) => (rows[2] = undefined as never)],
  ['a hole among the queries', 'ROW_MATRICES', ({ rows }) => Reflect.deleteProperty(rows, 2)],
  ['a row too wide', 'ROW_WIDTH', ({ rows }) => rows[0][1].push(0)],
  ['a row too narrow', 'ROW_WIDTH', ({ rows }) => rows[0][1].pop()],
  [
    'an element moved into the neighbouring matrix',
    'ROW_WIDTH',
    ({ rows }) => rows[0][3].unshift(rows[0][1].pop()!),
  ],
  ['a missing row', 'ROW_WIDTH', ({ rows }) => (rows[4][1] = null as never)],
  ['a row that is a string', 'ROW_WIDTH', ({ rows }) => (rows[4][1] = '12345' as never)],
  ['an element plus p', 'ROW_VALUE', ({ rows }) => (rows[0][1][0] += koalaBear.p)],
  ['a negative element', 'ROW_VALUE', ({ rows }) => (rows[0][1][0] -= koalaBear.p)],
  ['an element that is no number', 'ROW_VALUE', ({ rows }) => (rows[0][1][0] = '1' as never)],
  ['a hole in a row', 'ROW_VALUE', ({ rows }) => Reflect.deleteProperty(rows[0][1], 0)],
  ['an empty cap', 'CAP_SIZE', (draft) => (draft.cap = [])],
  ['a cap twice as large', 'CAP_SIZE', ({ cap }) => cap.push(...cap)],
  ['a cap that is no array', 'CAP_SIZE', (draft) => (draft.cap = { length: 1 } as never)],
  ['a malformed cap digest', 'CAP_DIGEST', ({ cap }) => (cap[0] = new Uint32Array(4))],
  [
    'a malformed cap digest that the iterator hides',
    'CAP_DIGEST',
    ({ cap }) =>
      Object.assign(cap, { 0: new Uint32Array(4), [Symbol.iterator]: () => [][Symbol.iterator]() }),
  ],
];

for (const [what, code, spoil] of SPOILT) {
  test(`refuses ${what}`, (t) => {
    const draft = draftOf(sample);
    spoil(draft);
    refused(t, code, () => check(sample, draft));
  });
}

test('refuses an opening under another shape', (t) => {
  const { hash, cap, multi } = sample;
  const { indices, rows, siblings } = multi!;
  const attempt =
    (dimensions: [number, number][], capHeight = 0) =>
    () =>
      verifyMultiOpening(
        hash,
        new MerkleShape(
          dimensions.map(([height, width]) => ({ height, width })),
          capHeight,
        ),
        cap,
        indices,
        { rows, siblings },
      );
  t.notThrows(
    attempt([
      [8, 7],
      [64, 5],
      [32, 3],
      [64, 2],
    ]),
  );
  refused(
    t,
    'SIBLING_COUNT',
    attempt([
      [8, 7],
      [128, 5],
      [32, 3],
      [128, 2],
    ]),
  );
  refused(
    t,
    'INDEX_RANGE',
    attempt([
      [8, 7],
      [32, 5],
      [32, 3],
      [32, 2],
    ]),
  );
  refused(
    t,
    'CAP_MISMATCH',
    attempt([
      [16, 7],
      [64, 5],
      [16, 3],
      [64, 2],
    ]),
  );
  refused(
    t,
    'CAP_MISMATCH',
    attempt([
      [8, 7],
      [64, 5],
      [64, 3],
      [64, 2],
    ]),
  );
  refused(
    t,
    'ROW_WIDTH',
    attempt([
      [8, 7],
      [64, 2],
      [32, 3],
      [64, 5],
    ]),
  );
  refused(
    t,
    'CAP_SIZE',
    attempt(
      [
        [8, 7],
        [64, 5],
        [32, 3],
        [64, 2],
      ],
      1,
    ),
  );
});
