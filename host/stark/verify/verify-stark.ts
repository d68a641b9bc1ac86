import { copyBytes, copyWords, DIGEST_WORDS, type Challenger, type MerkleHash } from '../../field/index.js';
import type { VerifiableAir } from '../air/index.js';
import {
  arrayLength,
  capSize,
  copyItems,
  copyStarkProof,
  decodeStarkProof,
  ProofError,
  proofFromP3Json,
  proofSystem,
  readMember,
  type PreprocessedKey,
  type ProofSystem,
  type StarkParameters,
  type StarkProof,
} from '../proof/index.js';
import { meteredMerkleHash, type HashMeter } from './hash-meter.js';
import { ObservedChallenger, type TranscriptObserver } from './transcript.js';
import { verifyUniStark } from './uni-stark.js';
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
  /** Computes the same digests as the hash set of the parameters, faster. By default the plain one of the set. */
  readonly accelerator?: MerkleHash | undefined;
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
 * What a caller must know, as it is the same in Plonky3:
 *  - The prover chooses the number of rows. Where the statement depends on it, compare `degreeBits` of the result.
 *  - The transcript observes heights, commitments and public values, but neither the table's constraints nor the
 *    parameters. To bind a proof to them, give both sides a `challenger` that has observed a description.
 *  - Weak parameters make weak proofs, and are not refused here: `checkSecurity` says how many bits are proven.
 *  - A valid proof does not identify itself: of a table of one row all polynomials are constants, so cap digests
 *    that no query meets can be changed and the proof still passes. Do not use the bytes as a name.
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
  const { air } = verification;
  const publicValues = checkPublicValues(system, air, verification.publicValues);
  const proof = readProof(system, verification);
  const preprocessed = checkPreprocessed(system, air, verification.preprocessed, proof.degreeBits);

  const { hashes } = system;
  const merkle = verification.accelerator ?? hashes.merkle;
  const challenger = verification.challenger?.clone() ?? hashes.newChallenger();
  const context = {
    system,
    merkle: verification.meter ? meteredMerkleHash(hashes.name, merkle, verification.meter) : merkle,
    challenger: verification.observer
      ? new ObservedChallenger(challenger, verification.observer)
      : challenger,
  };
  verifyUniStark(context, { air, publicValues, preprocessed }, proof);
  return proof.degreeBits;
}

function readProof(system: ProofSystem, { air, proof, maxDegreeBits }: StarkVerification): StarkProof {
  const bytes = copyBytes(proof);
  if (bytes) return decodeStarkProof(system, air, bytes, maxDegreeBits);
  const p3Json = readMember(proof, 'p3Json');
  if (p3Json !== undefined) return proofFromP3Json(system, air, p3Json, maxDegreeBits);
  return copyStarkProof(system, air, proof, maxDegreeBits);
}

function checkPublicValues({ field }: ProofSystem, air: VerifiableAir, values: unknown): number[] {
  const count = air.publicValueCount;
  const copy = arrayLength(values) === count ? copyItems(values, count) : undefined;
  if (!copy) {
    throw new VerificationError('PUBLIC_VALUES', `${air.name} has ${count}`);
  }
  return copy.map((value, i) => {
    if (!field.isCanonical(value) || Object.is(value, -0)) {
      throw new VerificationError('PUBLIC_VALUES', `value ${i} is not canonical`);
    }
    return value;
  });
}

/** A copy of a key that fits; undefined for a table that needs none. */
function checkPreprocessed(
  { parameters, hashes }: ProofSystem,
  air: VerifiableAir,
  key: unknown,
  degreeBits: number,
): PreprocessedKey | undefined {
  const width = air.preprocessedWidth;
  if (width === 0 ? (key ?? undefined) !== undefined : readMember(key, 'width') !== width) {
    throw new VerificationError('PREPROCESSED', `${air.name} has ${width} preprocessed columns`);
  }
  if (width === 0) return undefined;
  if (readMember(key, 'degreeBits') !== degreeBits) {
    throw new VerificationError('PREPROCESSED', `it is not of 2^${degreeBits} rows, as the proof is`);
  }
  const size = capSize(parameters.capHeight, degreeBits + parameters.logBlowup);
  const cap = readMember(key, 'cap');
  const items = arrayLength(cap) === size ? copyItems(cap, size) : undefined;
  const digests = items?.map((digest) => copyWords(digest, DIGEST_WORDS));
  if (!digests?.every((digest) => hashes.merkle.isDigest(digest))) {
    throw new VerificationError('PREPROCESSED', `the commitment must hold ${size} digests`);
  }
  return { cap: digests, width, degreeBits };
}
