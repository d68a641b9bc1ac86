import test from 'ava';
import { encodeStarkProof } from '../../host/stark/proof/index.js';
import { verifyStark, type VerificationResult } from '../../host/stark/verify/index.js';
import { loadStarkVector, type StarkVector } from '../stark/verify/stark-vectors.js';
import { serveModules } from './module-server.js';
import { resultsOf } from './results.js';

const fibonacci = loadStarkVector('stark_fib64_b1_a3_cap2');
const poseidon2 = loadStarkVector('stark_poseidon2air_8rows_b1');

/** What the page reads: see verify.html. */
function caseOf(chip: string, { parameters, publicValues }: StarkVector, bytes: Uint8Array) {
  return { chip, parameters, publicValues, hex: Buffer.from(bytes).toString('hex') };
}

/** The proof with one opened element of the trace changed. */
function damaged({ system, proof }: StarkVector): Uint8Array {
  const copy = structuredClone(proof);
  const row = copy.openingProof.inputOpenings[0].rows[0][0] as number[];
  row[0] = system.field.add(row[0], 1);
  return encodeStarkProof(system, copy);
}

test('a browser verifies proofs as Node does', async (t) => {
  const bytes = damaged(fibonacci);
  const { air, parameters, publicValues } = fibonacci;
  const [first, second, third] = await resultsOf<VerificationResult>('verify.html', [
    caseOf('fibonacci', fibonacci, fibonacci.bytes),
    caseOf('poseidon2', poseidon2, poseidon2.bytes),
    caseOf('fibonacci', fibonacci, bytes),
  ]);
  t.deepEqual(first, { ok: true, degreeBits: 6 });
  t.deepEqual(second, { ok: true, degreeBits: 3 });
  t.is(third.ok ? 'none' : third.check, 'INPUT_OPENING');
  t.deepEqual(third, verifyStark({ air, parameters, publicValues, proof: bytes }));
});

test('the server gives out compiled modules of the host and nothing else', async (t) => {
  await using server = await serveModules(new Map([['/', 'page']]));
  const status = async (path: string) => (await fetch(server.origin + path)).status;
  t.is(await status('/'), 200);
  t.is(await status('/host/stark/verify/index.js'), 200);
  for (const path of [
    '/host/index.d.ts',
    '/host/nowhere.js',
    '/test/support/vectors.js',
    '/host/%2e%2e/scripts/run-tests.js',
    '/host/..%2fscripts/run-tests.js',
  ]) {
    t.is(await status(path), 404, path);
  }
});
