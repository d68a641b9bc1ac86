import { Worker } from 'node:worker_threads';
import type { BatchVerificationResult } from '../../stark/verify/index.js';
import type { RunVerificationResult } from '../verify/verify-run.js';
import type { RunRequest, ShardRequest, Verdict, WorkerMessage } from './requests.js';

export type { Verdict } from './requests.js';

/** Verifies a shard's proof in a thread of its own, so that the caller's event loop stays free. */
export async function verifyShardInWorker(
  request: Omit<ShardRequest, 'kind'>,
): Promise<Verdict<BatchVerificationResult>> {
  await using thread = new VerifierThread();
  return await thread.verifyShard(request);
}

/** Verifies a run in a thread of its own. `onShard` is told how many shards have been verified. */
export async function verifyRunInWorker(
  request: Omit<RunRequest, 'kind'>,
  onShard: (verified: number) => void = () => undefined,
): Promise<Verdict<RunVerificationResult>> {
  await using thread = new VerifierThread();
  return await thread.verifyRun(request, onShard);
}

/** A thread that verifies: requests one after another, as many as there are until it is closed. */
export class VerifierThread implements AsyncDisposable {
  private readonly worker = new Worker(new URL('./worker.js', import.meta.url));
  /** Settles once the last request has been answered. */
  private answered: Promise<unknown> = Promise.resolve();
  private hasEnded = false;

  constructor() {
    // Between requests nobody listens: the next request finds the thread gone.
    this.worker.on('error', () => undefined);
    this.worker.once('exit', () => (this.hasEnded = true));
    this.worker.unref();
  }

  verifyShard(request: Omit<ShardRequest, 'kind'>): Promise<Verdict<BatchVerificationResult>> {
    return this.ask({ kind: 'shard', ...request }) as Promise<Verdict<BatchVerificationResult>>;
  }

  verifyRun(
    request: Omit<RunRequest, 'kind'>,
    onShard: (verified: number) => void,
  ): Promise<Verdict<RunVerificationResult>> {
    return this.ask({ kind: 'run', ...request }, onShard) as Promise<Verdict<RunVerificationResult>>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.worker.terminate();
  }

  private ask(
    request: ShardRequest | RunRequest,
    onShard: (verified: number) => void = () => undefined,
  ): Promise<Verdict<BatchVerificationResult | RunVerificationResult>> {
    const verdict = this.answered.then(() => this.send(request, onShard));
    this.answered = verdict.catch(() => undefined);
    return verdict;
  }

  private send(
    request: ShardRequest | RunRequest,
    onShard: (verified: number) => void,
  ): Promise<Verdict<BatchVerificationResult | RunVerificationResult>> {
    const { worker } = this;
    if (this.hasEnded) return Promise.reject(new Error("the verifier's thread has ended"));
    worker.ref();
    return new Promise<Verdict<BatchVerificationResult | RunVerificationResult>>((resolve, reject) => {
      const onMessage = (message: WorkerMessage) => {
        if (message.kind === 'progress') {
          onShard(message.verified);
          return;
        }
        stop();
        resolve(message.verdict);
      };
      const onError = (error: Error) => {
        stop();
        reject(error);
      };
      const onExit = (code: number) =>
        onError(new Error(`the verifier's thread ended with ${code} and no verdict`));
      const stop = () => {
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        worker.unref();
      };
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      worker.postMessage(request);
    });
  }
}
