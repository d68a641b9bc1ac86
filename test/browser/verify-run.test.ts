import test from 'ava';
import { encodeRunProof, type RunVerificationResult } from '../../host/vm/index.js';
import { proveSmall, publishingProgram } from '../vm/proven-runs.js';
import { resultsOf } from './results.js';

test('a browser verifies runs as Node does', async (t) => {
  const elf = publishingProgram(Uint8Array.of(1, 2, 3));
  const other = publishingProgram(Uint8Array.of(1, 2, 4));
  const { run } = await proveSmall(elf, { shardCycles: 48 });
  const [first] = run.shards;
  const damaged = { ...first, proof: first.proof.with(2000, first.proof[2000] ^ 1) };
  const caseOf = (program: Uint8Array, proof: typeof run) => ({
    elf: Buffer.from(program).toString('hex'),
    proof: Buffer.from(encodeRunProof(proof)).toString('hex'),
  });
  const results = await resultsOf<RunVerificationResult>('verify-run.html', [
    caseOf(elf, run),
    caseOf(other, run),
    caseOf(elf, { ...run, shards: [damaged, ...run.shards.slice(1)] }),
  ]);
  t.like(results[0], { ok: true, shards: run.shards.length, exitCode: run.exitCode });
  t.deepEqual(
    results.slice(1).map((result) => (result.ok ? undefined : result.check)),
    ['START', 'SHARD'],
  );
});
