import test from 'ava';
import {
  batchShape,
  PRESETS,
  ProofError,
  proofSystem,
  type BatchTableLayout,
} from '../../../host/stark/proof/index.js';
import { BATCH_AIRS, loadBatchVector } from '../verify/batch-vectors.js';

const system = proofSystem({ ...PRESETS.default, capHeight: 2 });

const plain: BatchTableLayout = {
  ...{ width: 3, preprocessedWidth: 0, readsNextRow: true, readsNextPreprocessedRow: false },
  maxConstraintDegree: 3,
  lookups: [],
};

function codeOf(
  tables: readonly BatchTableLayout[],
  degreeBits: unknown,
  heights?: number[],
  proofs = system,
): string {
  try {
    batchShape(proofs, tables, degreeBits, heights);
  } catch (error) {
    if (error instanceof ProofError) return error.code;
    throw error;
  }
  return 'none';
}

test('the shape of a batch follows from its tables and their heights', (t) => {
  const { system, proof } = loadBatchVector('batch_stark_quintic_3airs_lookup');
  const { tables, hasLookups, fri } = batchShape(system, BATCH_AIRS, proof.degreeBits);
  t.true(hasLookups);
  t.deepEqual(
    tables.map((table) => [table.degreeBits, table.quotientChunkCount, table.permutationWidth]),
    [
      [4, 1, 10],
      [5, 2, 15],
      [3, 1, 0],
    ],
  );
  const matrix = (logHeight: number, width: number) => ({ logHeight, width });
  t.deepEqual(fri.commitments, [
    [matrix(6, 2), matrix(7, 5), matrix(5, 1)],
    [matrix(6, 5), matrix(7, 5), matrix(7, 5), matrix(5, 5)],
    [matrix(5, 1)],
    [matrix(6, 10), matrix(7, 15)],
  ]);
  t.deepEqual(fri.logArities, [1, 1, 2, 1]);
});

test('without lookups and preprocessed columns there are two commitments', (t) => {
  const { hasLookups, fri } = batchShape(system, [plain, plain], [4, 2]);
  t.false(hasLookups);
  t.is(fri.commitments.length, 2);
});

test('a batch has 1 to 64 tables, each with a height', (t) => {
  const many = (count: number) => new Array<BatchTableLayout>(count).fill(plain);
  t.is(codeOf(many(64), new Array(64).fill(3)), 'none');
  t.is(codeOf(many(65), new Array(65).fill(3)), 'TABLES');
  t.is(codeOf([], []), 'TABLES');
  for (const degreeBits of [undefined, null, 3, {}, [3], [3, 3, 3], new Array(2 ** 31)]) {
    t.is(codeOf(many(2), degreeBits), 'TABLES');
  }
  t.is(codeOf(many(2), [3, -0]), 'DEGREE_BITS');
  t.is(codeOf(many(2), [3, '3']), 'DEGREE_BITS');
  t.is(codeOf(many(2), new Array(2)), 'DEGREE_BITS');
});

test('every height has its domains in the field, and its rows a place below the cap', (t) => {
  t.is(codeOf([plain, plain], [23, 3]), 'none');
  t.is(codeOf([plain, plain], [24, 3]), 'DEGREE_BITS');
  t.is(codeOf([plain, { ...plain, maxConstraintDegree: 5 }], [23, 22]), 'none');
  t.is(codeOf([plain, { ...plain, maxConstraintDegree: 5 }], [22, 23]), 'DEGREE_BITS');
  t.is(codeOf([plain, plain], [8, 1]), 'none');
  t.is(codeOf([plain, plain], [8, 0]), 'HEIGHT');
});

test('the caller can fix all heights', (t) => {
  t.is(codeOf([plain, plain], [8, 2], [8, 2]), 'none');
  t.is(codeOf([plain, plain], [8, 2], [2, 8]), 'HEIGHT');
  t.is(codeOf([plain, plain], [8, 2], [8]), 'HEIGHT');
});

test('weights times heights add up to less than p', (t) => {
  const { p } = system.field;
  const weighing = (...weights: number[]) => ({ ...plain, lookups: weights.map((weight) => ({ weight })) });
  t.is(codeOf([weighing(2 ** 20, 2 ** 20), weighing(2 ** 20)], [9, 9]), 'none');
  t.is(codeOf([weighing(2 ** 20, 2 ** 20), weighing(2 ** 20, 2 ** 20)], [9, 9]), 'LOOKUP_OVERFLOW');
  const uncapped = proofSystem({ ...PRESETS.default, capHeight: 0 });
  const rest = (p - 1) / 2;
  t.is(codeOf([weighing(rest), weighing(0)], [1, 0], undefined, uncapped), 'none');
  t.is(codeOf([weighing(rest), weighing(1)], [1, 0], undefined, uncapped), 'LOOKUP_OVERFLOW');
  t.is(codeOf([weighing(2 ** 60)], [20]), 'LOOKUP_OVERFLOW');
  t.is(codeOf([weighing(NaN)], [3]), 'LOOKUP_OVERFLOW');
});
