import test from 'ava';
import {
  batchProofFromP3Json,
  batchProofToP3Json,
  ParametersError,
  parseP3BatchJson,
  ProofError,
  readP3BatchDocument,
  toP3BatchDocument,
} from '../../../host/stark/proof/index.js';
import { BATCH_VECTORS, loadBatchVector } from '../verify/batch-vectors.js';

for (const name of BATCH_VECTORS) {
  test(`${name}: JSON and proof stand for each other`, (t) => {
    const { system, airs, file, document, proof, parameters, publicValues, preprocessed } =
      loadBatchVector(name);
    t.deepEqual(batchProofToP3Json(system, proof), file.proof);
    const exported = toP3BatchDocument(parameters, proof, publicValues, preprocessed.cap);
    t.deepEqual(exported, document);

    const statement = parseP3BatchJson(JSON.stringify(exported));
    t.deepEqual(statement.parameters, parameters);
    t.deepEqual(statement.publicValues, publicValues);
    t.deepEqual(statement.preprocessedCap, preprocessed.cap);
    t.deepEqual(batchProofFromP3Json(system, airs, statement.proof), proof);
  });
}

const { document, system, airs } = loadBatchVector('batch_stark_3airs_lookup');

function codeOf(given: unknown): string {
  try {
    readP3BatchDocument(given);
  } catch (error) {
    if (error instanceof ProofError || error instanceof ParametersError) return error.code;
    throw error;
  }
  return 'none';
}

test('documents have exactly their members', (t) => {
  t.is(codeOf(document), 'none');
  t.is(codeOf({ ...document, preprocessed_commitment: null }), 'none');
  t.is(codeOf({ ...document, traces: [] }), 'STRUCTURE');
  t.notThrows(() => readP3BatchDocument({ ...document, traces: [] }, 'ignore'));
  for (const member of Object.keys(document)) {
    const rest = Object.entries(document).filter(([name]) => name !== member);
    t.is(codeOf(Object.fromEntries(rest)), 'STRUCTURE');
  }
  for (const given of [null, [], 3, 'x']) t.is(codeOf(given), 'STRUCTURE');
  t.throws(() => parseP3BatchJson('{'), { code: 'SYNTAX' });
});

test('public values come by table', (t) => {
  const withValues = (public_values: unknown) => codeOf({ ...document, public_values });
  for (const values of [null, 3, [3], [[], 'x'], new Array(3)]) t.is(withValues(values), 'STRUCTURE');
  t.is(withValues(new Array(65).fill([])), 'TABLES');
  const endless = new Proxy([], { get: (_, key) => (key === 'length' ? 2 ** 40 : []) });
  t.is(withValues(endless), 'TABLES');
});

test('the preprocessed commitment is a cap of digests', (t) => {
  const cap = document.preprocessed_commitment as unknown[];
  const withCap = (preprocessed_commitment: unknown) => codeOf({ ...document, preprocessed_commitment });
  t.is(withCap([]), 'LENGTH');
  t.is(withCap([...cap, cap[0]]), 'LENGTH');
  t.is(withCap([cap[0], null]), 'DIGEST');
  t.is(withCap(7), 'STRUCTURE');
});

test('a proof has one degree for each table', (t) => {
  const proof = document.proof as { degree_bits: number[] };
  for (const degree_bits of [undefined, 5, [], proof.degree_bits.slice(1), [...proof.degree_bits, 3]]) {
    t.throws(() => batchProofFromP3Json(system, airs, { ...proof, degree_bits }), { code: 'TABLES' });
  }
});
