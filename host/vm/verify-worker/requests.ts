import type { StarkParameters } from '../../stark/proof/index.js';
import type { BatchVerificationResult } from '../../stark/verify/index.js';
import type { RunProof } from '../run-proof.js';
import type { ShardProof } from '../shard-proof.js';
import type { RunVerificationResult } from '../verify/verify-run.js';
import type { VerifyingKey } from '../verifying-key.js';

interface Request {
  readonly key: VerifyingKey;
  /** Hashes with the native addon, which by default has no part in verifying. */
  readonly native?: boolean | undefined;
}

export interface ShardRequest extends Request {
  readonly kind: 'shard';
  readonly parameters: StarkParameters;
  readonly shard: ShardProof;
}

export interface RunRequest extends Request {
  readonly kind: 'run';
  readonly run: RunProof;
  readonly minBits?: number | undefined;
  readonly allowExitCode?: boolean | undefined;
}

export interface Verdict<Result> {
  readonly result: Result;
  /** Without starting the thread and stating the machine's constraints. */
  readonly seconds: number;
}

/** What the thread tells. */
export type WorkerMessage =
  | { readonly kind: 'progress'; readonly verified: number }
  | { readonly kind: 'verdict'; readonly verdict: Verdict<BatchVerificationResult | RunVerificationResult> };
