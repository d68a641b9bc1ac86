import { sha256, type MerkleHash } from '../../field/index.js';
import { fixedTablesKey } from '../fixed-tables.js';
import { MachineError } from '../machine-error.js';
import { SHAPES } from '../shapes.js';
import { shardEnds } from '../shard-proof.js';
import { StateError, verifySystemPage, type RunEnd } from '../state/index.js';
import type { RunProof } from '../run-proof.js';
import type { VerifyingKey } from '../verifying-key.js';
import { verifyShard } from './verify-shard.js';

/** The checks of a run beyond those of its shards' proofs, each with what holds if it passes. */
export const RUN_CHECKS = {
  PARAMETERS: 'the parameters are ones that the machine has fixed tables for',
  SHARDS: 'there is at least one shard',
  SHAPE: 'every shard names a shape of this version',
  START: 'the first shard begins at the entry of the program, with the state that its image gives',
  CHAIN: 'every shard begins with the pc and the state that the one before has ended with',
  HALTED: 'the last shard has halted, and no other',
  SHARD: 'the proof of every shard verifies',
  SYSTEM_PAGE: 'the system page belongs to the last state, and says that the program has halted',
  EXIT_CODE: 'the exit code is the claimed one, and 0 unless another is allowed',
  PUBLIC_VALUES: 'the committed digest is that of the public values, or there are none of either',
} as const;

export type RunCheck = keyof typeof RUN_CHECKS;

export interface RunVerification {
  readonly key: VerifyingKey;
  /** Untrusted, but of the form that `decodeRunProof` gives. */
  readonly run: RunProof;
  /** Accepts a run that ended with another exit code than 0. */
  readonly allowExitCode?: boolean | undefined;
  readonly accelerator?: MerkleHash | undefined;
  /** Is told how many shards have been verified. */
  readonly onShard?: ((verified: number) => void) | undefined;
}

export type RunVerificationResult =
  | { readonly ok: true; readonly shards: number }
  | { readonly ok: false; readonly check: RunCheck; readonly message: string };

/**
 * Verifies that a program ran, and how it ended: docs/vm.md section 11. The parameters are those of the proof; how
 * many bits they prove is the caller's to judge, with `securityOf`.
 *
 * @throws ParametersError for parameters that no proof can have
 */
export function verifyRun(verification: RunVerification): RunVerificationResult {
  const { run } = verification;
  const refused =
    checkParameters(verification) ??
    checkChain(verification) ??
    checkEnd(verification) ??
    checkShards(verification);
  return refused ?? { ok: true, shards: run.shards.length };
}

type Refused = Extract<RunVerificationResult, { ok: false }>;

function refuse(check: RunCheck, detail: string): Refused {
  return { ok: false, check, message: `failed: ${RUN_CHECKS[check]} (${detail})` };
}

function checkParameters({ run }: RunVerification): Refused | undefined {
  try {
    fixedTablesKey(run.parameters);
  } catch (error) {
    if (!(error instanceof MachineError)) throw error;
    return refuse('PARAMETERS', error.message);
  }
  return undefined;
}

/** Shards follow one another from the program's start to its halt. */
function checkChain({ key, run }: RunVerification): Refused | undefined {
  if (run.shards.length === 0) return refuse('SHARDS', 'there is none');
  const ends = run.shards.map(({ publicValues }) => shardEnds(publicValues));
  for (const [i, { shape }] of run.shards.entries()) {
    if (SHAPES[shape] === undefined) return refuse('SHAPE', `shard ${i} names shape ${shape}`);
  }
  const [first] = ends;
  if (first.firstPc !== key.entryPc) {
    return refuse('START', `pc ${4 * first.firstPc}, entry ${4 * key.entryPc}`);
  }
  if (!isSame(first.rootBefore, [...key.initialRoot])) return refuse('START', 'another state');
  for (let i = 1; i < ends.length; i++) {
    const [before, after] = [ends[i - 1], ends[i]];
    if (before.lastPc !== after.firstPc) return refuse('CHAIN', `shard ${i} begins at another pc`);
    if (!isSame(before.rootAfter, after.rootBefore))
      return refuse('CHAIN', `shard ${i} begins in another state`);
  }
  const last = ends.length - 1;
  const wrong = ends.findIndex(({ halted }, i) => halted !== (i === last ? 1 : 0));
  if (wrong >= 0) return refuse('HALTED', `shard ${wrong} of ${ends.length}`);
  return undefined;
}

/** The system page of the last state, opened, against what is claimed of the end. */
function checkEnd({ run, allowExitCode }: RunVerification): Refused | undefined {
  const { exitCode, publicValues, shards } = run;
  const { rootAfter } = shardEnds(shards[shards.length - 1].publicValues);
  let end: RunEnd;
  try {
    end = verifySystemPage(Uint32Array.from(rootAfter), run.end);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    return refuse('SYSTEM_PAGE', `${error.code}: ${error.message}`);
  }
  if (end.exitCode !== exitCode) return refuse('EXIT_CODE', `${end.exitCode}, not ${exitCode}`);
  if (exitCode !== 0 && !allowExitCode) return refuse('EXIT_CODE', `${exitCode} is not 0`);
  return checkPublicValues(end.committed, publicValues);
}

function checkPublicValues(committed: readonly number[], publicValues: Uint8Array): Refused | undefined {
  if (committed.every((word) => word === 0)) {
    if (publicValues.length === 0) return undefined;
    return refuse('PUBLIC_VALUES', 'the program has committed to none');
  }
  // Byte 4i of the digest is the lowest byte of word i.
  const digest = sha256(publicValues);
  const view = new DataView(digest.buffer, digest.byteOffset);
  if (committed.every((word, i) => word === view.getUint32(4 * i, true))) return undefined;
  return refuse('PUBLIC_VALUES', 'the committed digest is another');
}

function checkShards({ key, run, accelerator, onShard }: RunVerification): Refused | undefined {
  const { parameters, shards } = run;
  for (const [i, shard] of shards.entries()) {
    const result = verifyShard({ parameters, key, shard, accelerator });
    if (!result.ok) return refuse('SHARD', `shard ${i}: ${result.check}: ${result.message}`);
    onShard?.(i + 1);
  }
  return undefined;
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}
