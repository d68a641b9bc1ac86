import { copyBytes } from '../../field/index.js';
import type { VerifiableAir } from '../air/index.js';
import {
  capSize,
  copyStarkProof,
  decodeStarkProof,
  proofFromP3Json,
  proofSystem,
  readMember,
  type PreprocessedKey,
  type ProofSystem,
  type StarkParameters,
  type StarkProof,
} from '../proof/index.js';
import { startVerification, type VerificationOptions } from './options.js';
import { checkPreprocessedCap, checkPublicValues } from './statement.js';
import { verifyUniStark } from './uni-stark.js';
import { verdictOf, type Refusal } from './verdict.js';
import { VerificationError } from './verification-error.js';

/** What to verify, and against what. Everything but `proof` and `publicValues` is the verifier's own. */
export interface StarkVerification extends VerificationOptions {
  readonly air: VerifiableAir;
  readonly parameters: StarkParameters;
  /** Postcard bytes, a proof in memory, or the `proof` member of a p3-json document. */
  readonly proof: Uint8Array | StarkProof | { readonly p3Json: unknown };
  readonly publicValues: readonly unknown[];
  /** For a table with preprocessed columns, and for no other. */
  readonly preprocessed?: PreprocessedKey | undefined;
  /** log2 of the most rows to accept; by default as many as the field has. */
  readonly maxDegreeBits?: number | undefined;
}

export type VerificationResult = { readonly ok: true; readonly degreeBits: number } | Refusal;

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
  return verdictOf(() => ({ ok: true, degreeBits: checkStark(system, verification) }));
}

function checkStark(system: ProofSystem, verification: StarkVerification): number {
  const { air } = verification;
  if (air.lookups.length > 0) {
    throw new VerificationError('TABLE', `the lookups of ${air.name} can be checked in a batch alone`);
  }
  const publicValues = checkPublicValues(system, air, verification.publicValues);
  const proof = readProof(system, verification);
  const preprocessed = checkPreprocessed(system, air, verification.preprocessed, proof.degreeBits);

  const context = startVerification(system, verification);
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

/** A copy of a key that fits; undefined for a table that needs none. */
function checkPreprocessed(
  system: ProofSystem,
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
  const { capHeight, logBlowup } = system.parameters;
  const size = capSize(capHeight, degreeBits + logBlowup);
  return { cap: checkPreprocessedCap(system, readMember(key, 'cap'), size), width, degreeBits };
}
