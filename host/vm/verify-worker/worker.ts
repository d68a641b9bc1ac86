/** The thread that verifies shards and runs: for each request progress, then one verdict. */
import { parentPort } from 'node:worker_threads';
import type { MerkleHash } from '../../field/index.js';
import { proofSystem, type StarkParameters } from '../../stark/proof/index.js';
import { verifyRun } from '../verify/verify-run.js';
import { verifyShard } from '../verify/verify-shard.js';
import type { RunRequest, ShardRequest, WorkerMessage } from './requests.js';

parentPort!.on('message', (request: ShardRequest | RunRequest) => void serve(request));

async function serve(request: ShardRequest | RunRequest): Promise<void> {
  const started = performance.now();
  const verdict = await answer(request);
  send({ kind: 'verdict', verdict: { ...verdict, seconds: (performance.now() - started) / 1e3 } });
}

async function answer(request: ShardRequest | RunRequest) {
  const { key, native } = request;
  if (request.kind === 'shard') {
    const { parameters, shard } = request;
    const accelerator = native ? await nativeAccelerator(parameters) : undefined;
    return { result: verifyShard({ parameters, key, shard, accelerator }) };
  }
  const { run, minBits, allowExitCode } = request;
  const accelerator = native ? await nativeAccelerator(run.parameters) : undefined;
  const onShard = (verified: number) => send({ kind: 'progress', verified });
  return { result: verifyRun({ key, run, minBits, allowExitCode, accelerator, onShard }) };
}

function send(message: WorkerMessage): void {
  parentPort!.postMessage(message);
}

/** Loads native code only here, where it was asked for. */
async function nativeAccelerator(parameters: StarkParameters): Promise<MerkleHash> {
  const { nativeMerkleHash } = await import('../../runtime/index.js');
  return nativeMerkleHash(proofSystem(parameters).hashes);
}
