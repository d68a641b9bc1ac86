import { copyBytes, sha256, type MerkleHash } from '../../field/index.js';
import { DEFAULT_MIN_BITS, formatBits, securityOf } from '../../stark/security/index.js';
import { fixedTablesKey } from '../fixed-tables.js';
import { MachineError } from '../machine-error.js';
import { shardEnds } from '../shard-proof.js';
import { StateError, verifySystemPage, type RunEnd } from '../state/index.js';
import { decodeRunProof, encodeRunProof, type RunProof } from '../run-proof.js';
import { runSecurity } from '../run-security.js';
import type { VerifyingKey } from '../verifying-key.js';
import { verifyShard } from './verify-shard.js';

/** The checks of a run beyond those of its shards' proofs, each with what holds if it passes. */
export const RUN_CHECKS = {
  FORM: 'the proof has the form of a proof of a run',
  PARAMETERS: 'the parameters are ones that the machine has fixed tables for',
  SECURITY: 'the proof of every shard proves as many bits as are demanded',
  SHARDS: 'there is at least one shard',
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
  /** Untrusted: the bytes of a proof file, or what was read from them. */
  readonly run: Uint8Array | RunProof;
  /** The fewest proven bits to accept, 100 unless given: parameters are the prover's choice. */
  readonly minBits?: number | undefined;
  /** Accepts a run that ended with another exit code than 0. */
  readonly allowExitCode?: boolean | undefined;
  readonly accelerator?: MerkleHash | undefined;
  /** Is told how many shards have been verified. */
  readonly onShard?: ((verified: number) => void) | undefined;
}

export type RunVerificationResult =
  | {
      readonly ok: true;
      readonly shards: number;
      /** What was verified, whatever has become of the object that was given. */
      readonly exitCode: number;
      readonly publicValues: Uint8Array;
    }
  | { readonly ok: false; readonly check: RunCheck; readonly message: string };

/** Verifies that a program ran, and how it ended: docs/vm.md section 11. */
export function verifyRun(verification: RunVerification): RunVerificationResult {
  const run = snapshot(verification.run);
  if (!run) return refuse('FORM', 'it cannot be read');
  const claim = { ...verification, run };
  const refused =
    checkParameters(claim) ??
    checkChain(claim) ??
    checkSecurity(claim) ??
    checkEnd(claim) ??
    checkShards(claim);
  const { exitCode, publicValues } = run;
  return refused ?? { ok: true, shards: run.shards.length, exitCode, publicValues };
}

/** A claim whose proof cannot change while it is checked. */
interface Claim extends RunVerification {
  readonly run: RunProof;
}

/**
 * The proof as its bytes say. An object could say something else each time that it is asked, so it is asked once,
 * by writing it down.
 */
function snapshot(run: Uint8Array | RunProof): RunProof | undefined {
  try {
    return decodeRunProof(copyBytes(run) ?? encodeRunProof(run as RunProof));
  } catch {
    return undefined;
  }
}

type Refused = Extract<RunVerificationResult, { ok: false }>;

function refuse(check: RunCheck, detail: string): Refused {
  return { ok: false, check, message: `failed: ${RUN_CHECKS[check]} (${detail})` };
}

function checkParameters({ run }: Claim): Refused | undefined {
  try {
    fixedTablesKey(run.parameters);
  } catch (error) {
    if (!(error instanceof MachineError)) throw error;
    return refuse('PARAMETERS', error.message);
  }
  return undefined;
}

/** Shards follow one another from the program's start to its halt. */
function checkChain({ key, run }: Claim): Refused | undefined {
  if (run.shards.length === 0) return refuse('SHARDS', 'there is none');
  const ends = run.shards.map(({ publicValues }) => shardEnds(publicValues));
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

function checkSecurity({ run, minBits = DEFAULT_MIN_BITS }: Claim): Refused | undefined {
  const { provenBits } = securityOf(runSecurity(run)!);
  if (provenBits >= minBits) return undefined;
  return refuse('SECURITY', `${formatBits(provenBits)} bits, not ${minBits}`);
}

/** The system page of the last state, opened, against what is claimed of the end. */
function checkEnd({ run, allowExitCode }: Claim): Refused | undefined {
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

function checkShards({ key, run, accelerator, onShard }: Claim): Refused | undefined {
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
