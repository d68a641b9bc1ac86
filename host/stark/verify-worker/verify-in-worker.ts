import { Worker } from 'node:worker_threads';
import type { StarkParameters } from '../proof/index.js';
import type { BatchVerificationResult, VerificationResult } from '../verify/index.js';

/** What a worker thread is to verify. Everything in it can be cloned, so tables are named, not passed. */
export type WorkerRequest = TableWorkerRequest | BatchWorkerRequest;

interface CommonRequest {
  readonly parameters: StarkParameters;
  /** Hashes with the native addon, which by default has no part in verifying. */
  readonly native?: boolean | undefined;
}

/** A proof of one table. */
export interface TableWorkerRequest extends CommonRequest {
  /** A standard chip by its short name. */
  readonly chip: string;
  /** Postcard bytes, or the `proof` member of a p3-json document. */
  readonly proof: Uint8Array | { readonly p3Json: unknown };
  readonly publicValues: readonly unknown[];
}

/** A proof of several tables, bound to its statement. */
export interface BatchWorkerRequest extends CommonRequest {
  /** A standard batch by its name. */
  readonly batch: string;
  readonly shapeId: number;
  /** Postcard bytes. */
  readonly proof: Uint8Array;
  /** By table. */
  readonly publicValues: readonly (readonly unknown[])[];
}

export interface WorkerVerdict {
  readonly result: VerificationResult | BatchVerificationResult;
  /**
   * The verification alone, without starting the thread, stating the chips' constraints, or committing to
   * preprocessed columns.
   */
  readonly seconds: number;
}

/**
 * Verifies a proof of a standard chip or batch in a thread of its own, so that the caller's event loop stays free.
 * The thread has the plain TypeScript verifier and no native code, unless the request asks for it.
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
