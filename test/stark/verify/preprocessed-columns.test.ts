import test from 'ava';
import { FieldError, koalaBear, MerkleError } from '../../../host/field/index.js';
import { standardBatch } from '../../../host/stark/chips/index.js';
import { PRESETS, type StarkParameters } from '../../../host/stark/proof/index.js';
import { commitPreprocessedColumns, preprocessedKeyDigest } from '../../../host/stark/verify/index.js';
import { batchPreprocessed } from '../chips/batch-chips.js';
import { BATCH_VECTORS, loadBatchVector } from './batch-vectors.js';

for (const name of BATCH_VECTORS) {
  test(`${name}: the commitment to the columns is the recorded one`, (t) => {
    const { parameters, file, preprocessed } = loadBatchVector(name);
    const tables = file.traces.map((rows, i) => {
      const cells = batchPreprocessed(i, rows.length);
      return cells.length > 0 ? { width: 1, cells } : undefined;
    });
    t.deepEqual(commitPreprocessedColumns(parameters, tables), preprocessed);
  });
}

test('tables without preprocessed columns have no commitment', (t) => {
  t.is(commitPreprocessedColumns(PRESETS.dev, [undefined, undefined]), undefined);
});

test('columns that cannot be committed to are refused', (t) => {
  const of = (rows: number, change: Partial<StarkParameters> = {}) => {
    const table = { width: 2, cells: new Uint32Array(2 * rows) };
    return () => commitPreprocessedColumns({ ...PRESETS.dev, ...change }, [table]);
  };
  t.throws(of(3), { instanceOf: FieldError });
  t.throws(of(0), { instanceOf: FieldError });
  const both = [8, 2].map((rows) => ({ width: 1, cells: new Uint32Array(rows) }));
  const under = (capHeight: number) => () => commitPreprocessedColumns({ ...PRESETS.dev, capHeight }, both);
  t.notThrows(under(2));
  t.throws(under(3), { instanceOf: MerkleError, code: 'MATRIX_BELOW_CAP' });
});

test('the digest of a key says all of it', (t) => {
  const { chips, preprocessed } = standardBatch('machine', koalaBear)!;
  const tables = preprocessed.map((cells, i) => cells && { width: chips[i].preprocessedWidth, cells });
  const key = commitPreprocessedColumns(PRESETS.default, tables)!;
  t.deepEqual(
    key.tables.map(({ table, width, degreeBits }) => [table, width, degreeBits]),
    [
      [0, 6, 4],
      [2, 1, 4],
      [3, 1, 8],
    ],
  );
  const others = [
    { ...key, cap: key.cap.slice(1) },
    { ...key, cap: key.cap.with(0, key.cap[1]) },
    {
      ...key,
      cap: key.cap.with(
        0,
        key.cap[0].map((word, i) => (i === 7 ? word ^ 1 : word)),
      ),
    },
    { ...key, tables: key.tables.slice(1) },
    ...(['table', 'width', 'degreeBits'] as const).map((member) => {
      const [first] = key.tables;
      return { ...key, tables: key.tables.with(0, { ...first, [member]: first[member] + 1 }) };
    }),
  ];
  const digests = [key, ...others].map((each) => Buffer.from(preprocessedKeyDigest(each)).toString('hex'));
  t.is(new Set(digests).size, digests.length);
});
