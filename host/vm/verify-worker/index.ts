import { Worker } from 'node:worker_threads';
import type { BatchVerificationResult } from '../../stark/verify/index.js';
import type { RunVerificationResult } from '../verify/verify-run.js';
import type { RunRequest, ShardRequest, Verdict, WorkerMessage } from './requests.js';

export type { Verdict } from './requests.js';

/** Verifies a shard's proof in a thread of its own, so that the caller's event loop stays free. */
export function verifyShardInWorker(
  request: Omit<ShardRequest, 'kind'>,
): Promise<Verdict<BatchVerificationResult>> {
  return inWorker({ kind: 'shard', ...request }) as Promise<Verdict<BatchVerificationResult>>;
}

/** Verifies a run in a thread of its own. `onShard` is told how many shards have been verified. */
export function verifyRunInWorker(
  request: Omit<RunRequest, 'kind'>,
  onShard: (verified: number) => void = () => undefined,
): Promise<Verdict<RunVerificationResult>> {
  return inWorker({ kind: 'run', ...request }, onShard) as Promise<Verdict<RunVerificationResult>>;
}

function inWorker(
  request: ShardRequest | RunRequest,
  onShard: (verified: number) => void = () => undefined,
): Promise<Verdict<BatchVerificationResult | RunVerificationResult>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: request });
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'progress') onShard(message.verified);
      else resolve(message.verdict);
    });
    worker.once('error', reject);
    worker.once('exit', (code) =>
      reject(new Error(`the verifier's thread ended with ${code} and no verdict`)),
    );
  });
}
