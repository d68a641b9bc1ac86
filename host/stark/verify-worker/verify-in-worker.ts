import { Worker } from 'node:worker_threads';
import type { StarkParameters } from '../proof/index.js';
import type { VerificationResult } from '../verify/index.js';

/** What a worker thread is to verify. Everything in it can be cloned, so the chip is named, not passed. */
export interface WorkerRequest {
  /** A standard chip by its short name. */
  readonly chip: string;
  readonly parameters: StarkParameters;
  /** Postcard bytes, or the `proof` member of a p3-json document. */
  readonly proof: Uint8Array | { readonly p3Json: unknown };
  readonly publicValues: readonly unknown[];
  /** Hashes with the native addon, which by default has no part in verifying. */
  readonly native?: boolean | undefined;
}

export interface WorkerVerdict {
  readonly result: VerificationResult;
  /** The verification alone, without starting the thread or stating the chip's constraints. */
  readonly seconds: number;
}

/**
 * Verifies a proof of a standard chip in a thread of its own, so that the caller's event loop stays free. The
 * thread has the plain TypeScript verifier and no native code, unless the request asks for it.
 */
export function verifyInWorker(request: WorkerRequest): Promise<WorkerVerdict> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: request });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) =>
      reject(new Error(`the verifier's thread ended with ${code} and no verdict`)),
    );
  });
}
