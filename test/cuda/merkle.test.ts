import test from 'ava';
import { type HashSetName } from '../../host/field/index.js';
import { type Matrix, type Segment } from '../../host/runtime/index.js';
import { openBoth, sameOnBoth } from './both.js';

const HASH_SETS: readonly HashSetName[] = ['p2-24-16', 'p2-16', 'keccak'];

/** Rows and columns of matrices: row lengths around the rates 8, 16 and 34, heights around those of one block. */
const TREES: readonly (readonly (readonly [number, number])[])[] = [
  [[1, 1]],
  [[1, 40]],
  [[2, 7]],
  [[2, 8]],
  [[4, 9]],
  [[8, 15]],
  [[16, 16]],
  [[32, 17]],
  [[64, 33]],
  [[128, 34]],
  [[256, 35]],
  [[512, 1]],
  [[1024, 3]],
  [[2048, 24]],
  [
    [8, 3],
    [8, 5],
    [8, 30],
  ],
  [
    [4, 3],
    [64, 2],
    [4, 8],
    [1, 5],
    [64, 9],
    [32, 20],
  ],
  [
    [1024, 2],
    [512, 2],
    [256, 3],
    [128, 4],
    [2, 5],
    [1, 6],
  ],
  [
    [1, 2],
    [2048, 1],
    [1, 3],
  ],
];

/** Leaves in no order, some of them twice, both children of a parent and whole subtrees. */
function someLeaves(leaves: number): number[] {
  const wanted = [0, leaves - 1, 0, 1, Math.floor(leaves / 3), Math.floor(leaves / 3) ^ 1, leaves >> 1];
  return wanted.map((leaf) => leaf % leaves);
}

function matricesOf(segment: Segment, field: 'koalabear' | 'babybear', index: number): Matrix[] {
  return TREES[index].map(([rows, columns], i) =>
    segment.random({ field, rows, columns, seed: 100 * index + i }),
  );
}

for (const hashSet of HASH_SETS) {
  test(`trees and openings are the same: ${hashSet}`, async (t) => {
    await using both = openBoth();
    for (const field of ['koalabear', 'babybear'] as const) {
      for (const [index, shapes] of TREES.entries()) {
        const leaves = Math.max(...shapes.map(([rows]) => rows));
        for (const capHeight of [0, 3, 32]) {
          const name = `${field}, tree ${index}, cap of height ${capHeight}`;
          await sameOnBoth(t, both, name, (segment) => {
            const matrices = matricesOf(segment, field, index);
            const { tree, cap } = segment.commit(matrices, { hashSet, capHeight });
            const all = Array.from({ length: Math.min(leaves, 300) }, (_, i) => i);
            return [
              cap,
              segment.open(tree, someLeaves(leaves)),
              segment.open(tree, all),
              segment.open(tree, []),
            ];
          });
        }
      }
    }
  });
}

test('a tree opens in a later segment, over matrices that have been freed', async (t) => {
  await using both = openBoth();
  const openings = [];
  for (const device of [both.card, both.cpu]) {
    const first = device.segment();
    const matrices = matricesOf(first, 'koalabear', 16);
    const { tree } = first.commit(matrices, { hashSet: 'p2-16', capHeight: 1 });
    first.free(...matrices);
    await first.submit();
    const second = device.segment();
    const opening = second.open(tree, [5, 700, 6]);
    second.free(tree);
    openings.push((await second.submit()).get(opening));
    t.is(device.state().liveHandles, 0);
    t.is(device.state().usedBytes, 0);
  }
  t.deepEqual(openings[0], openings[1]);
});

test('a matrix that a tree needs outlives its consumption', async (t) => {
  await using both = openBoth();
  const shape = { field: 'koalabear', rows: 8, columns: 4 } as const;
  await sameOnBoth(t, both, 'committed and consumed', (segment) => {
    const matrix = segment.random({ ...shape, seed: 1 });
    const { tree } = segment.commit([matrix], { hashSet: 'p2-16', capHeight: 0 });
    const extended = segment.lde(matrix, { logBlowup: 2, shift: 3, consume: true });
    segment.random({ ...shape, seed: 9 });
    return [segment.open(tree, [0, 3, 5]), segment.download(extended)];
  });
});

test('more rows than are gathered at a time come in order', async (t) => {
  await using both = openBoth();
  await sameOnBoth(t, both, 'many rows', (segment) => {
    const wide = segment.random({ field: 'babybear', rows: 16, columns: 3000, seed: 1 });
    const narrow = segment.random({ field: 'babybear', rows: 8, columns: 1, seed: 2 });
    const { tree } = segment.commit([narrow, wide], { hashSet: 'keccak', capHeight: 0 });
    return [
      segment.open(
        tree,
        Array.from({ length: 1500 }, (_, i) => (i * 7) % 16),
      ),
    ];
  });
});

test('mistakes are refused with the words of the CPU', async (t) => {
  await using both = openBoth();
  const options = { hashSet: 'p2-16', capHeight: 0 } as const;
  const random = (segment: Segment, rows: number, field: 'koalabear' | 'babybear' = 'koalabear'): Matrix =>
    segment.random({ field, rows, columns: 2, seed: 1 });
  const mistakes: Record<string, (segment: Segment) => unknown> = {
    none: (segment) => segment.commit([], options),
    'no power of two': (segment) => segment.commit([random(segment, 4), random(segment, 3)], options),
    fields: (segment) => segment.commit([random(segment, 4), random(segment, 4, 'babybear')], options),
    cap: (segment) => segment.commit([random(segment, 4)], { ...options, capHeight: 33 }),
    leaf: (segment) => segment.open(segment.commit([random(segment, 4)], options).tree, [1, 4, 9]),
    'too much': (segment) => {
      const wide = segment.random({ field: 'koalabear', rows: 1, columns: 65536, seed: 1 });
      return segment.open(segment.commit([wide], options).tree, new Array<number>(4097).fill(0));
    },
  };
  for (const [name, mistake] of Object.entries(mistakes)) {
    const error = await sameOnBoth(t, both, name, (segment) => {
      mistake(segment);
      return [];
    });
    t.like(error, { code: 'SY_ERR_ARGUMENT' }, name);
  }
});
