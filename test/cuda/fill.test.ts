import test from 'ava';
import type { Matrix, Segment, TableName } from '../../host/runtime/index.js';
import { openBoth, sameOnBoth } from './both.js';

const FIELDS = ['koalabear', 'babybear'] as const;
const POSEIDON2_COLUMNS = { koalabear: 1312, babybear: 2384 };
const KECCAK_COLUMNS = 2633;

const trace = (segment: Segment, states: Matrix, table: TableName, rows: number) =>
  segment.fill(states, table, {
    rows,
    columns: table === 'poseidon2' ? POSEIDON2_COLUMNS[states.field] : KECCAK_COLUMNS,
  });

test('Poseidon2 tables are the same', async (t) => {
  await using both = openBoth();
  for (const field of FIELDS) {
    for (const rows of [1, 2, 31, 32, 33, 100, 256]) {
      const result = await sameOnBoth(t, both, `${field}, ${rows} rows`, (segment) => {
        const states = segment.random({ field, rows: 8 * rows, columns: 16, seed: rows });
        return [segment.download(trace(segment, states, 'poseidon2', rows))];
      });
      t.true(Array.isArray(result));
    }
  }
});

test('Keccak-f tables are the same, and cut off or filled up at a power of two', async (t) => {
  await using both = openBoth();
  for (const field of FIELDS) {
    for (const [permutations, rows] of [
      [1, 32],
      [2, 64],
      [5, 128],
      [21, 512],
      [22, 1024],
    ]) {
      const result = await sameOnBoth(t, both, `${field}, ${permutations} permutations`, (segment) => {
        const states = segment.random({ field, rows: permutations, columns: 50, seed: rows });
        return [segment.download(trace(segment, states, 'keccak-f', rows))];
      });
      t.true(Array.isArray(result));
    }
  }
});

test('tables of compressions are the same', async (t) => {
  await using both = openBoth();
  for (const rows of [1, 31, 32, 33, 1000]) {
    const result = await sameOnBoth(t, both, `${rows} rows`, (segment) => {
      const records = segment.random({ field: 'koalabear', rows, columns: 17, seed: rows });
      return [segment.download(segment.fill(records, 'compression', { rows, columns: 165 }))];
    });
    t.true(Array.isArray(result));
  }
  const error = await sameOnBoth(t, both, 'of the other field', (segment) => {
    const records = segment.random({ field: 'babybear', rows: 2, columns: 17, seed: 1 });
    segment.fill(records, 'compression', { rows: 2, columns: 165 });
    return [];
  });
  t.like(error, { code: 'SY_ERR_ARGUMENT', op: 'fill', argument: 'fill.input' });
});

test('mistakes in fills are refused with the words of the CPU', async (t) => {
  await using both = openBoth();
  for (const [table, rows, columns] of [
    ['poseidon2', 7, 16],
    ['poseidon2', 8, 15],
    ['keccak-f', 3, 16],
    ['compression', 3, 16],
  ] as const) {
    const error = await sameOnBoth(t, both, `${table} of ${rows} x ${columns}`, (segment) => {
      trace(segment, segment.random({ field: 'koalabear', rows, columns, seed: 1 }), table, 1);
      return [];
    });
    t.like(error, { code: 'SY_ERR_ARGUMENT', op: 'fill', argument: 'fill.input' });
  }
});
