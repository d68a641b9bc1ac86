import test from 'ava';
import {
  ParametersError,
  parseP3Json,
  ProofError,
  proofFromP3Json,
  proofToP3Json,
  readP3Document,
  toP3Document,
} from '../../../host/stark/proof/index.js';
import { loadStarkVector, SMALL_VECTORS, WIDE_VECTORS } from '../verify/stark-vectors.js';

for (const name of [...SMALL_VECTORS, ...WIDE_VECTORS]) {
  test(`${name}: JSON and proof stand for each other`, (t) => {
    const { system, air, file, proof, parameters, publicValues } = loadStarkVector(name);
    t.deepEqual(proofToP3Json(system, proof), file.proof);

    const text = JSON.stringify(toP3Document(parameters, proof, publicValues));
    const statement = parseP3Json(text);
    t.deepEqual(statement.parameters, parameters);
    t.deepEqual(statement.publicValues, publicValues);
    t.deepEqual(proofFromP3Json(system, air, statement.proof), proof);
  });
}

test('a config is exported as documents have it', (t) => {
  for (const name of [
    'stark_babybear_fib64_b1_a2_cap1',
    'stark_keccakcfg_fib64_b1_a3_cap2',
    ...WIDE_VECTORS,
  ]) {
    const { parameters, proof, publicValues, file } = loadStarkVector(name);
    const { config, proof: json, public_values } = file;
    const { airName } = readP3Document({ config, proof: json, public_values });
    t.deepEqual(toP3Document(parameters, proof, publicValues, airName), {
      config,
      proof: json,
      public_values,
    });
  }
});

const vector = loadStarkVector('stark_babybear_fib64_b1_a2_cap1');
const { file } = vector;
const { config, proof, public_values } = file;

function codeOf(document: unknown): string {
  try {
    parseP3Json(typeof document === 'string' ? document : JSON.stringify(document));
  } catch (error) {
    if (error instanceof ProofError || error instanceof ParametersError) return error.code;
    throw error;
  }
  return 'none';
}

test('documents have exactly their members', (t) => {
  t.is(codeOf({ config, proof, public_values }), 'none');
  t.is(codeOf('{'), 'SYNTAX');
  t.is(codeOf('['.repeat(100_000)), 'SYNTAX');
  for (const document of [
    null,
    [],
    3,
    'x',
    {},
    { config, proof },
    { config, proof, public_values, trace: [] },
  ]) {
    t.is(codeOf(JSON.stringify(document)), 'STRUCTURE');
  }
  t.is(codeOf({ config, proof, public_values: 3 }), 'STRUCTURE');
});

test('a config fits together', (t) => {
  const changed = (change: object): string =>
    codeOf({ config: { ...(config as object), ...change }, proof, public_values });
  t.is(changed({}), 'none');
  for (const change of [
    { surprise: 1 },
    { merkle_arity: 4 },
    { p: 7 },
    { ext_w: 3 },
    { hash_name: 'keccak' },
    { field: 'goldilocks' },
    { field: 'koalabear p=2130706433' },
    { ext: 'F[X]/(X^4-3)' },
    { ext: 'F[X]/(X^4-11) and more' },
    { challenger: 'DuplexChallenger<F, default_babybear_poseidon2_16, 16, 8>' },
    { leaf_hash: 7 },
    { air_name: 7 },
    { num_queries: '5' },
    { num_queries: null },
  ]) {
    t.is(changed(change), 'CONFIG', JSON.stringify(change));
  }
  t.is(changed({ num_queries: 0 }), 'QUERY_COUNT');
  t.is(changed({ num_queries: 2 ** 40 }), 'QUERY_COUNT');
  t.is(changed({ cap_height: 0.5 }), 'CAP_HEIGHT');
  t.is(changed({ ext: 'F[X]/(X^5+X^2-1)' }), 'EXTENSION_DEGREE');
});

test('a document is text of bounded length', (t) => {
  for (const text of [undefined, 5, {}]) {
    t.throws(() => parseP3Json(text as unknown as string), { instanceOf: ProofError, code: 'SYNTAX' });
  }
  const members = '{},'.repeat(2 ** 25 / 3);
  t.throws(() => parseP3Json(`{"proof":[${members}{}]}`), { instanceOf: ProofError, message: /too long/ });
});

test('messages show the names of unknown members short and quoted', (t) => {
  for (const name of ['x'.repeat(1_000_000), '\u001b[31m\n']) {
    const documents = [
      { config, proof, public_values, [name]: 1 },
      { config: { ...(config as object), [name]: 1 }, proof, public_values },
    ];
    for (const document of documents) {
      const error = t.throws(() => readP3Document(document));
      t.true(error.message.length < 100);
      t.regex(error.message, /^[\x20-\x7e]*$/);
    }
  }
});

test('documents that throw when they are read are refused by name', (t) => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const document = { config, proof, public_values };
  t.throws(() => readP3Document(proxy), { instanceOf: ProofError, code: 'STRUCTURE' });
  t.throws(() => readP3Document({ ...document, public_values: proxy }), { code: 'STRUCTURE' });
  t.throws(() => readP3Document({ ...document, config: proxy }), {
    instanceOf: ParametersError,
    code: 'CONFIG',
  });
});

test('digests are measured before they are copied', (t) => {
  const { system, air } = vector;
  const json = file.proof as { commitments: { trace: unknown[] } };
  for (const digest of [
    new Array(2 ** 32 - 1),
    new Proxy([], { get: (_, key) => (key === 'length' ? 2 ** 40 : 0) }),
  ]) {
    const commitments = { ...json.commitments, trace: json.commitments.trace.with(0, digest) };
    t.throws(() => proofFromP3Json(system, air, { ...json, commitments }), { code: 'DIGEST' });
  }
});

test('minus zero is not zero', (t) => {
  const text = JSON.stringify(vector.file.proof);
  t.true(text.includes('"commit_pow_witnesses":['));
  const damaged = JSON.parse(
    text.replace(/"commit_pow_witnesses":\[\d+/, '"commit_pow_witnesses":[-0'),
  ) as unknown;
  t.throws(() => proofFromP3Json(vector.system, vector.air, damaged), { code: 'FIELD_ELEMENT' });
});
