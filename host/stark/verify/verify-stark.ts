import type { Challenger } from '../../field/index.js';
import type { VerifiableAir } from '../air/index.js';
import {
  capSize,
  copyStarkProof,
  decodeStarkProof,
  ProofError,
  proofFromP3Json,
  proofSystem,
  type ProofSystem,
  type StarkParameters,
  type StarkProof,
} from '../proof/index.js';
import { meteredMerkleHash, type HashMeter } from './hash-meter.js';
import { ObservedChallenger, type TranscriptObserver } from './transcript.js';
import { verifyUniStark, type PreprocessedKey } from './uni-stark.js';
import { VerificationError, type Check } from './verification-error.js';

/** What to verify, and against what. Everything but `proof` and `publicValues` is the verifier's own. */
export interface StarkVerification {
  readonly air: VerifiableAir;
  readonly parameters: StarkParameters;
  /** Postcard bytes, a proof in memory, or the `proof` member of a p3-json document. */
  readonly proof: Uint8Array | StarkProof | { readonly p3Json: unknown };
  readonly publicValues: readonly unknown[];
  /** For a table with preprocessed columns, and for no other. */
  readonly preprocessed?: PreprocessedKey | undefined;
  /** A transcript that has observed something already; it is not changed. By default an empty one. */
  readonly challenger?: Challenger | undefined;
  /** log2 of the most rows to accept; by default as many as the field has. */
  readonly maxDegreeBits?: number | undefined;
  /** Is told each transcript event. */
  readonly observer?: TranscriptObserver | undefined;
  /** Counts the work. */
  readonly meter?: HashMeter | undefined;
}

export type VerificationResult =
  | { readonly ok: true; readonly degreeBits: number }
  | { readonly ok: false; readonly check: Check; readonly message: string };

/**
 * Verifies a single-table proof. A proof that is wrong in any way, and public values or a preprocessed
 * commitment that do not fit, give a result that names the first check that failed.
 *
 * @throws ParametersError where the verifier's own parameters are invalid
 */
export function verifyStark(verification: StarkVerification): VerificationResult {
  const system = proofSystem(verification.parameters);
  try {
    return { ok: true, degreeBits: checkStark(system, verification) };
  } catch (error) {
    if (error instanceof ProofError || error instanceof VerificationError) {
      return { ok: false, check: error.code, message: error.message };
    }
    throw error;
  }
}

function checkStark(system: ProofSystem, verification: StarkVerification): number {
  const { air, preprocessed } = verification;
  const publicValues = checkPublicValues(system, air, verification.publicValues);
  const proof = readProof(system, verification);
  checkPreprocessed(system, air, preprocessed, proof.degreeBits);

  const { hashes } = system;
  const challenger = verification.challenger?.clone() ?? hashes.newChallenger();
  const context = {
    system,
    merkle: verification.meter ? meteredMerkleHash(hashes, verification.meter) : hashes.merkle,
    challenger: verification.observer
      ? new ObservedChallenger(challenger, verification.observer)
      : challenger,
  };
  verifyUniStark(context, { air, publicValues, preprocessed }, proof);
  return proof.degreeBits;
}

function readProof(system: ProofSystem, { air, proof, maxDegreeBits }: StarkVerification): StarkProof {
  if (proof instanceof Uint8Array) return decodeStarkProof(system, air, proof, maxDegreeBits);
  if (isP3Json(proof)) return proofFromP3Json(system, air, proof.p3Json, maxDegreeBits);
  return copyStarkProof(system, air, proof, maxDegreeBits);
}

function isP3Json(proof: unknown): proof is { readonly p3Json: unknown } {
  return typeof proof === 'object' && proof !== null && Object.hasOwn(proof, 'p3Json');
}

function checkPublicValues({ field }: ProofSystem, air: VerifiableAir, values: unknown): number[] {
  if (!Array.isArray(values) || values.length !== air.publicValueCount) {
    throw new VerificationError('PUBLIC_VALUES', `${air.name} has ${air.publicValueCount}`);
  }
  return Array.from(values as unknown[], (value, i) => {
    if (!field.isCanonical(value) || Object.is(value, -0)) {
      throw new VerificationError('PUBLIC_VALUES', `value ${i} is not canonical`);
    }
    return value;
  });
}

function checkPreprocessed(
  { parameters, hashes }: ProofSystem,
  air: VerifiableAir,
  key: PreprocessedKey | undefined,
  degreeBits: number,
): void {
  if ((key?.width ?? 0) !== air.preprocessedWidth || (key && key.width === 0)) {
    throw new VerificationError(
      'PREPROCESSED',
      `${air.name} has ${air.preprocessedWidth} preprocessed columns`,
    );
  }
  if (!key) return;
  if (key.degreeBits !== degreeBits) {
    throw new VerificationError('PREPROCESSED', `2^${key.degreeBits} rows, but 2^${degreeBits} in the proof`);
  }
  const size = capSize(parameters.capHeight, degreeBits + parameters.logBlowup);
  if (key.cap.length !== size || !key.cap.every((digest) => hashes.merkle.isDigest(digest))) {
    throw new VerificationError('PREPROCESSED', `the commitment must hold ${size} digests`);
  }
}
