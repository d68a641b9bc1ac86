import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { koalaBear } from '../../host/field/index.js';
import { standardBatch } from '../../host/stark/chips/index.js';
import { PRESETS, proofSystem } from '../../host/stark/proof/index.js';
import { standardBatchClaim } from '../../host/stark/verify-worker/index.js';
import { bindStatement, verifyBatch } from '../../host/stark/verify/index.js';
import { repositoryFile } from '../support/repository.js';
import { switchyard, temporaryFolder } from './support.js';

interface Verdict {
  readonly schema: string;
  readonly ok: boolean;
  readonly check?: string;
  readonly message?: string;
  readonly format?: string;
  readonly chip?: string;
  readonly batch?: string;
  readonly shapeId?: number;
  readonly tables?: { readonly chip: string; readonly degreeBits: number }[];
  readonly degreeBits?: number;
  readonly parametersName?: string;
  readonly publicValues?: number[];
  readonly verifier?: string;
  readonly security?: { readonly provenBits: number; readonly regime: string; readonly binding: string };
}

/** Most proofs here are made with parameters for tests, so that the gate is open unless `minBits` shuts it. */
async function verify(args: readonly string[], minBits = '0'): Promise<Verdict & { code: number }> {
  const { code, stdout, stderr } = await switchyard(['verify', ...args, '--min-bits', minBits, '--json']);
  if (stdout === '') throw new Error(stderr);
  return { code, ...(JSON.parse(stdout) as Verdict) };
}

/** A proof file made by `bench prove`. */
async function keep(air: string, logRows: number, hash: string, params = 'dev'): Promise<string> {
  const file = path.join(temporaryFolder(), 'proof');
  const args = ['--air', air, '--log-rows', String(logRows), '--hash', hash, '--params', params];
  const { code, stderr } = await switchyard(['bench', 'prove', ...args, '--runs', '1', '--keep', file]);
  if (code !== 0) throw new Error(stderr);
  return file;
}

for (const [air, logRows, hash, chip, publicValues] of [
  ['fibonacci', 5, 'poseidon2', 'fibonacci', '0,1,2178309'],
  ['poseidon2', 3, 'keccak', 'poseidon2_koalabear_w16_x8', ''],
  ['keccak', 5, 'poseidon2', 'keccak_f', ''],
] as const) {
  test(`${air}, ${hash}: a kept proof verifies, and so does each of its exports`, async (t) => {
    const file = await keep(air, logRows, hash);
    const expected = {
      schema: 'switchyard-verify/1',
      ok: true,
      code: 0,
      chip,
      degreeBits: logRows,
      parametersName: 'dev',
    };
    t.like(await verify([file]), { ...expected, format: 'switchyard' });

    const [again, bare, json] = ['again', 'bare', 'json'].map((name) => `${file}.${name}`);
    const exports = ['--export-file', again, '--export-postcard', bare, '--export-json', json];
    const inspected = await switchyard(['inspect', file, ...exports, '--json']);
    t.is(inspected.code, 0, inspected.stderr);
    const { proofBytes, shape, commitments } = JSON.parse(inspected.stdout) as {
      proofBytes: number;
      shape: { degreeBits: number };
      commitments: { trace: string[] };
    };
    t.is(proofBytes, readFileSync(bare).length);
    t.is(shape.degreeBits, logRows);
    t.regex(commitments.trace[0], /^[0-9a-f]{64}$/);

    t.deepEqual(readFileSync(again), readFileSync(file));
    t.like(await verify([json]), { ...expected, format: 'p3-json' });
    const statement = ['--air', air, '--params', 'dev', '--hash', hash, '--public-values', publicValues];
    t.like(await verify([bare, '--format', 'postcard', ...statement]), { ...expected, format: 'postcard' });

    // Back from the foreign forms.
    const back = `${file}.back`;
    t.is((await switchyard(['inspect', json, '--export-file', back])).code, 0);
    t.deepEqual(readFileSync(back), readFileSync(file));
  });
}

test('a kept proof of the machine verifies, is gated and inspected', async (t) => {
  const file = await keep('machine', 6, 'keccak');
  const verdict = await verify([file]);
  t.like(verdict, { code: 0, ok: true, batch: 'machine', shapeId: 6, parametersName: 'dev' });
  t.deepEqual(
    verdict.tables?.map(({ chip, degreeBits }) => [chip, degreeBits]),
    [
      ['machine_program', 4],
      ['machine_arithmetic', 6],
      ['machine_memory', 4],
      ['machine_range', 8],
    ],
  );
  t.like(await verify([file, '--native']), { code: 0, ok: true, verifier: 'native hashes' });
  t.like(await verify([file], '100'), { code: 1, ok: false, check: 'SY_ERR_SECURITY' });
  const people = await switchyard(['verify', file, '--min-bits', '7']);
  t.regex(people.stdout, /^verified: machine, shape 6$/m);
  t.regex(people.stdout, /^ {2}machine_memory, 2\^4 rows, public values \d+$/m);

  const [again, bare, json] = ['again', 'bare', 'json'].map((name) => `${file}.${name}`);
  const exports = ['--export-file', again, '--export-postcard', bare, '--export-json', json];
  const inspected = await switchyard(['inspect', file, ...exports, '--json']);
  t.is(inspected.code, 0, inspected.stderr);
  t.deepEqual(readFileSync(again), readFileSync(file));
  const inspection = JSON.parse(inspected.stdout) as {
    proofBytes: number;
    parts: { bytes: number }[];
    tables: { permutationColumns: number; messages: number }[];
    security: { provenBits: number; unique: { terms: { name: string }[] } };
  };
  t.is(inspection.proofBytes, readFileSync(bare).length);
  t.is(
    inspection.parts.reduce((sum, { bytes }) => sum + bytes, 0),
    inspection.proofBytes,
  );
  t.like(inspection.tables[1], { permutationColumns: 52, messages: 22 });
  t.true(inspection.security.unique.terms.some(({ name }) => name === 'logup'));
  t.is(inspection.security.provenBits, verdict.security!.provenBits);
  t.regex((await switchyard(['inspect', file])).stdout, /^batch +machine, shape 6$/m);

  // Its statement is bound: what is exported is a proof for a seeded transcript.
  const { proof, public_values, preprocessed_commitment } = parseDocument(readFileSync(json, 'utf8'));
  const parameters = { ...PRESETS.dev, hashSet: 'keccak' } as const;
  const batch = standardBatch('machine', koalaBear)!;
  const { preprocessed, digest } = standardBatchClaim(batch, parameters, 6);
  t.truthy(preprocessed_commitment);
  const claim = { airs: batch.chips, parameters, publicValues: public_values, preprocessed };
  const challenger = proofSystem(parameters).hashes.newChallenger();
  t.false(verifyBatch({ ...claim, proof: { p3Json: proof } }).ok);
  bindStatement(challenger, proofSystem(parameters), digest);
  t.true(verifyBatch({ ...claim, proof: { p3Json: proof }, challenger }).ok);
});

function parseDocument(text: string) {
  return JSON.parse(text) as {
    proof: unknown;
    public_values: number[][];
    preprocessed_commitment: unknown;
  };
}

test('a batch file of another batch, shape or statement is refused', async (t) => {
  const file = await keep('machine', 6, 'poseidon2');
  const bytes = readFileSync(file);
  const verdictOf = async (at: number, value: number) => {
    const changed = Buffer.from(bytes);
    changed[at] = value;
    writeFileSync(`${file}.changed`, changed);
    return verify([`${file}.changed`]);
  };
  const name = bytes.indexOf('machine');
  const shapeId = name + 'machine'.length;
  t.is(bytes[shapeId], 6);
  t.like(await verdictOf(name, 'z'.charCodeAt(0)), { code: 1, check: 'CHIP_NAME' });
  t.like(await verdictOf(shapeId, 24), { code: 1, check: 'SHAPE_ID' });
  t.like(await verdictOf(shapeId, 7), { code: 1, check: 'HEIGHT' });
  // A table less: what follows is read as something else, or refused.
  t.is((await verdictOf(shapeId + 1, 3)).code, 1);
  // The result in the memory table: lists of 0, 0, 1 values.
  t.like(await verdictOf(shapeId + 5, bytes[shapeId + 5] ^ 1), { code: 1, ok: false });
  // Parameters that the transcript observes by the statement alone.
  t.like(await verdictOf(18, bytes[18] - 1), { code: 1, ok: false });
  t.like(await verdictOf(9, 1), { code: 1, ok: false });
});

test('native hashes are used where they are asked for, and named', async (t) => {
  const file = await keep('fibonacci', 5, 'poseidon2');
  t.like(await verify([file]), { ok: true, verifier: 'typescript' });
  t.like(await verify([file, '--native']), { ok: true, verifier: 'native hashes' });
  t.regex(
    (await switchyard(['verify', file, '--min-bits', '0', '--native'])).stdout,
    /, with native hashes$/m,
  );
  t.notRegex((await switchyard(['verify', file, '--min-bits', '0'])).stdout, /native/);

  const damaged = readFileSync(file);
  damaged[damaged.length - 40] ^= 1;
  writeFileSync(file, damaged);
  t.like(await verify([file, '--native']), { ok: false, code: 1 });
});

test('a damaged file is refused with the name of the check', async (t) => {
  const file = await keep('fibonacci', 4, 'poseidon2');
  const bytes = readFileSync(file);
  const verdict = async (damaged: Uint8Array) => {
    writeFileSync(`${file}.damaged`, damaged);
    return verify([`${file}.damaged`]);
  };
  const flipped = Buffer.from(bytes);
  flipped[flipped.length - 40] ^= 1;
  const bad = await verdict(flipped);
  t.is(bad.code, 1);
  t.false(bad.ok);
  t.regex(bad.check!, /^[A-Z_]+$/);
  t.like(await verdict(bytes.subarray(0, 15)), { code: 1, ok: false, check: 'TRUNCATED' });
  t.like(await verdict(Buffer.concat([bytes, Buffer.of(0)])), { code: 1, check: 'TRAILING_BYTES' });
  t.like(await verdict(Buffer.concat([Buffer.from('x'), bytes])), { code: 1, check: 'MAGIC' });
  t.like(await verdict(Buffer.alloc(0)), { code: 1, check: 'MAGIC' });
  const otherRows = Buffer.from(bytes);
  otherRows[otherRows.length - 1] = 5;
  t.is((await verdict(otherRows)).code, 1);
  const parameters = Buffer.from(bytes);
  parameters[13] = 200;
  t.like(await verdict(parameters), { code: 1, check: 'PARAMETERS_LOG_BLOWUP' });
  const chip = Buffer.from(bytes);
  chip[chip.indexOf('fibonacci')] = 'g'.charCodeAt(0);
  t.like(await verdict(chip), { code: 1, check: 'CHIP_NAME' });

  const inspected = await switchyard(['inspect', `${file}.damaged`]);
  t.is(inspected.code, 1);
  t.regex(inspected.stderr, /CHIP_NAME/);
});

test('another statement is refused', async (t) => {
  const file = await keep('fibonacci', 4, 'poseidon2');
  const bare = `${file}.bare`;
  t.is((await switchyard(['inspect', file, '--export-postcard', bare])).code, 0);
  const options = ['--format', 'postcard', '--air', 'fibonacci', '--params', 'dev'];
  t.like(await verify([bare, ...options, '--public-values', '0,1,987']), { code: 0, ok: true });
  t.like(await verify([bare, ...options, '--public-values', '0,1,988']), { code: 1, ok: false });
  t.like(await verify([bare, ...options]), { code: 1, check: 'PUBLIC_VALUES' });
  t.is((await verify([bare, ...options, '--public-values', '0,1,987', '--hash', 'p2-16'])).code, 1);
});

test('whole vector files are accepted', async (t) => {
  const vector = (name: string) => repositoryFile(`test/vectors/${name}.json`);
  const named = await verify([vector('stark_babybear_fib64_b1_a2_cap1')]);
  t.like(named, { code: 0, ok: true, chip: 'fibonacci', parametersName: 'custom' });
  const unnamed = vector('stark_quintic_cube32_b2_a2_final2_cap1');
  t.like(await verify([unnamed, '--air', 'cube']), { code: 0, ok: true, chip: 'cube' });
  t.is((await switchyard(['verify', unnamed])).code, 2);

  const inner = path.join(temporaryFolder(), 'inner.json');
  const document = JSON.parse(readFileSync(unnamed, 'utf8')) as { proof: Record<string, unknown> };
  document.proof.extra = 1;
  writeFileSync(inner, JSON.stringify(document));
  t.like(await verify([inner, '--air', 'cube']), { code: 1, check: 'STRUCTURE' });
});

test('people read what was verified, and with which parameters', async (t) => {
  const file = await keep('fibonacci', 4, 'keccak');
  const { code, stdout } = await switchyard(['verify', file, '--min-bits', '7']);
  t.is(code, 0);
  t.regex(stdout, /^verified: fibonacci, 2\^4 rows, public values 0, 1, 987$/m);
  t.regex(stdout, /^parameters dev, keccak, over koalabear$/m);
  const inspected = await switchyard(['inspect', file]);
  t.regex(inspected.stdout, /^rows +2\^4$/m);
  t.regex(inspected.stdout, /^inputOpenings +[\d.]+ /m);
  t.regex(stdout, /^7\.\d\d bits proven, bound by FRI queries in \w+ decoding; not zero-knowledge$/m);
});

test('a proof with too few proven bits is refused before it is verified', async (t) => {
  const file = await keep('fibonacci', 4, 'poseidon2');
  const bytes = readFileSync(file);
  // The first public value stands behind the chip's name and the number of them.
  bytes[bytes.indexOf('fibonacci') + 'fibonacci'.length + 1] ^= 1;
  writeFileSync(`${file}.wrong`, bytes);
  t.like(await verify([`${file}.wrong`]), { code: 1, ok: false });
  for (const proof of [file, `${file}.wrong`]) {
    const { code, stdout } = await switchyard(['verify', proof]);
    t.is(code, 1);
    t.regex(
      stdout,
      /^refused: SY_ERR_SECURITY: 7\.\d\d bits proven, bound by FRI queries in \w+ decoding; 100 are demanded\. .*--min-bits 7\.$/m,
    );
  }
  t.like(await verify([file], '8'), { code: 1, ok: false, check: 'SY_ERR_SECURITY', chip: 'fibonacci' });
  const { security, ...verdict } = await verify([file], '7.25');
  t.true(verdict.ok);
  t.is(security!.binding, 'query');
  t.true(security!.provenBits >= 7.25 && security!.provenBits < 8);
});

test('proofs with default parameters pass the gate, whichever hash they take', async (t) => {
  for (const hash of ['poseidon2', 'keccak']) {
    const file = await keep('fibonacci', 4, hash, 'default');
    t.is((await switchyard(['verify', file])).code, 0);
  }
});

test('inspect shows every term in both regimes, and the figure of Plonky3', async (t) => {
  const file = await keep('fibonacci', 6, 'poseidon2', 'bench');
  const { stdout } = await switchyard(['inspect', file]);
  t.regex(stdout, /^bits by term +unique +list, m=\d+ /m);
  t.regex(stdout, /^constraint combination \(ALI\) +\d+\.\d\d +\d+\.\d\d +L · C \/ \|K\| +ETHSTARK/m);
  t.regex(stdout, /^FRI queries +\* 57\.50 +\* \d\d\.\d\d /m);
  t.regex(stdout, /^hash collision +123\.95 +123\.95 /m);
  t.regex(stdout, /^\d\d\.\d\d bits proven, bound by FRI queries in list decoding; not zero-knowledge$/m);
  t.regex(stdout, /^Plonky3's own calculator: \d\d bits proven \(unique 5\d, list \d\d\), 113 conjectured/m);

  const inspected = await switchyard(['inspect', file, '--json']);
  const { security } = JSON.parse(inspected.stdout) as {
    security: {
      provenBits: number;
      zeroKnowledge: boolean;
      unique: { terms: { name: string; formula: string; sources: string[] }[] };
      list: { bits: number };
      plonky3: { provenBits: number; conjectured: { binding: string } };
    };
  };
  t.false(security.zeroKnowledge);
  t.is(security.provenBits, security.list.bits);
  t.true(security.unique.terms.every(({ formula, sources }) => formula !== '' && sources.length > 0));
  t.deepEqual(
    security.unique.terms.map(({ name }) => name),
    ['ali', 'deep', 'batching', 'folding', 'query', 'hash'],
  );
  t.is(security.plonky3.conjectured.binding, 'query');
});

test('bare bytes are read with parameters from a file', async (t) => {
  const folder = temporaryFolder();
  const params = path.join(folder, 'custom.json');
  writeFileSync(params, JSON.stringify({ ...PRESETS.dev, hashSet: 'p2-16', queryCount: 9 }));
  const [file, bare] = ['proof', 'bare'].map((name) => path.join(folder, name));
  const prove = [
    'bench',
    'prove',
    '--air',
    'fibonacci',
    '--log-rows',
    '4',
    '--runs',
    '1',
    '--params',
    params,
  ];
  const { code, stdout, stderr } = await switchyard([...prove, '--keep', file, '--json']);
  t.is(code, 0, stderr);
  const [{ proof }] = (JSON.parse(stdout) as { results: { proof: { hash: string; parameters: string } }[] })
    .results;
  t.like(proof, { hash: 'p2-16', parameters: params });
  t.is((await switchyard(['inspect', file, '--export-postcard', bare])).code, 0);
  const options = ['--format', 'postcard', '--air', 'fibonacci', '--public-values', '0,1,987'];
  t.like(await verify([bare, ...options, '--params', params]), {
    code: 0,
    ok: true,
    parametersName: 'custom',
  });
  t.false((await verify([bare, ...options, '--params', 'dev', '--hash', 'p2-16'])).ok);

  const hashToo = await switchyard(['verify', bare, ...options, '--params', params, '--hash', 'keccak']);
  t.is(hashToo.code, 2);
  t.regex(hashToo.stderr, /--hash: .*custom\.json names the hash set/);
});

for (const [name, args, message] of [
  ['no file', [], /file/],
  ['an unknown format', ['x', '--format', 'bincode'], /--format/],
  ['bare bytes without a table', [import.meta.filename, '--format', 'postcard'], /--air/],
  ['an unknown table', [import.meta.filename, '--air', 'sha'], /--air/],
  [
    'a public value that is none',
    [import.meta.filename, '--format', 'postcard', '--air', 'cube', '--public-values', '1,x'],
    /'x'/,
  ],
  [
    'unknown parameters',
    [import.meta.filename, '--format', 'postcard', '--air', 'cube', '--params', 'fast'],
    /--params: 'fast' is none of default, bench, dev, or a \.json file/,
  ],
  ['a number of bits that is none', [import.meta.filename, '--min-bits', '-1'], /--min-bits: '-1'/],
  ['no bits at all', [import.meta.filename, '--min-bits', ''], /--min-bits: ''/],
  [
    'parameters beside a format that has them',
    [import.meta.filename, '--format', 'switchyard', '--params', 'dev'],
    /--params/,
  ],
] as const) {
  test(`${name} is a usage error`, async (t) => {
    const { code, stderr } = await switchyard(['verify', ...args]);
    t.is(code, 2);
    t.regex(stderr, message);
  });
}

for (const [name, file, message] of [
  ['a file that is missing', '/nowhere/proof', /SY_ERR_FILE: \/nowhere\/proof cannot be read/],
  ['a device without an end', '/dev/zero', /SY_ERR_FILE: \/dev\/zero is no regular file/],
] as const) {
  test(`${name} is named`, async (t) => {
    const { code, stderr } = await switchyard(['verify', file]);
    t.is(code, 1);
    t.regex(stderr, message);
  });
}

test('a file beyond the size of any proof is not read', async (t) => {
  const file = path.join(temporaryFolder(), 'large');
  writeFileSync(file, '');
  truncateSync(file, 2 ** 28 + 1);
  const { code, stderr } = await switchyard(['inspect', file]);
  t.is(code, 1);
  t.regex(stderr, /SY_ERR_FILE: .* at most 268435456/);
});
