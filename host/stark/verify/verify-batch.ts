import { copyBytes } from '../../field/index.js';
import type { VerifiableAir } from '../air/index.js';
import {
  arrayLength,
  batchProofFromP3Json,
  batchShape,
  copyBatchProof,
  copyItems,
  decodeBatchProof,
  MAX_TABLES,
  proofSystem,
  readMember,
  type BatchProof,
  type PreprocessedBatchKey,
  type PreprocessedTable,
  type ProofSystem,
  type StarkParameters,
} from '../proof/index.js';
import { verifyBatchStark } from './batch-stark.js';
import { startVerification, type VerificationOptions } from './options.js';
import { checkPreprocessedCap, checkPublicValues } from './statement.js';
import { verdictOf, type Refusal } from './verdict.js';
import { VerificationError } from './verification-error.js';

/** What to verify, and against what. Everything but `proof` and `publicValues` is the verifier's own. */
export interface BatchVerification extends VerificationOptions {
  /** The tables in order. */
  readonly airs: readonly VerifiableAir[];
  readonly parameters: StarkParameters;
  /** Postcard bytes, a proof in memory, or the `proof` member of a p3-json document. */
  readonly proof: Uint8Array | BatchProof | { readonly p3Json: unknown };
  /** By table. */
  readonly publicValues: readonly (readonly unknown[])[];
  /** Where tables have preprocessed columns, and nowhere else. */
  readonly preprocessed?: PreprocessedBatchKey | undefined;
  /** log2 of the rows that each table must have; by default as many as the proof says. */
  readonly shape?: readonly number[] | undefined;
}

export type BatchVerificationResult =
  { readonly ok: true; /** By table. */ readonly degreeBits: readonly number[] } | Refusal;

/**
 * Verifies a proof of several tables. A proof that is wrong in any way, and public values or a preprocessed
 * commitment that do not fit, give a result that names the first check that failed.
 *
 * What `verifyStark` says that a caller must know holds here too: the prover chooses the heights unless `shape`
 * fixes them, and the transcript observes heights, widths, commitments and public values, but neither the
 * tables' constraints and lookups nor the parameters. `bindStatement` makes a challenger that has.
 *
 * @throws ParametersError where the verifier's own parameters are invalid
 */
export function verifyBatch(verification: BatchVerification): BatchVerificationResult {
  const system = proofSystem(verification.parameters);
  return verdictOf(() => ({ ok: true, degreeBits: checkBatch(system, verification) }));
}

function checkBatch(system: ProofSystem, verification: BatchVerification): readonly number[] {
  const { airs } = verification;
  const proof = readProof(system, verification);
  const { degreeBits } = proof;
  const publicValues = checkTableValues(system, airs, verification.publicValues);
  const preprocessed = checkPreprocessed(system, airs, verification.preprocessed, degreeBits);
  const context = startVerification(system, verification);
  const shape = batchShape(system, airs, degreeBits);
  verifyBatchStark(context, { airs, publicValues, preprocessed }, shape, proof);
  return degreeBits;
}

function readProof(system: ProofSystem, { airs, proof, shape }: BatchVerification): BatchProof {
  const bytes = copyBytes(proof);
  if (bytes) return decodeBatchProof(system, airs, bytes, shape);
  const p3Json = readMember(proof, 'p3Json');
  if (p3Json !== undefined) return batchProofFromP3Json(system, airs, p3Json, shape);
  return copyBatchProof(system, airs, proof, shape);
}

function checkTableValues(system: ProofSystem, airs: readonly VerifiableAir[], values: unknown): number[][] {
  const copy = arrayLength(values) === airs.length ? copyItems(values, airs.length) : undefined;
  if (!copy) throw new VerificationError('PUBLIC_VALUES', `there are ${airs.length} tables`);
  return copy.map((tableValues, i) => checkPublicValues(system, airs[i], tableValues));
}

/** A copy of a key that fits; undefined for tables that need none. */
function checkPreprocessed(
  system: ProofSystem,
  airs: readonly VerifiableAir[],
  key: unknown,
  degreeBits: readonly number[],
): PreprocessedBatchKey | undefined {
  const tables = airs.flatMap(({ preprocessedWidth: width }, table): PreprocessedTable[] =>
    width > 0 ? [{ table, width, degreeBits: degreeBits[table] }] : [],
  );
  if (tables.length === 0) {
    if ((key ?? undefined) === undefined) return undefined;
    throw new VerificationError('PREPROCESSED', 'no table has preprocessed columns');
  }
  const given = readMember(key, 'tables');
  const count = arrayLength(given);
  if (count !== tables.length) {
    throw new VerificationError('PREPROCESSED', `${tables.length} tables have preprocessed columns`);
  }
  const items = copyItems(given, Math.min(count, MAX_TABLES)) ?? [];
  tables.forEach((expected, i) => {
    for (const name of ['table', 'width', 'degreeBits'] as const) {
      if (readMember(items[i], name) === expected[name]) continue;
      const detail = `table ${expected.table} has ${expected.width} columns of 2^${expected.degreeBits} rows`;
      throw new VerificationError('PREPROCESSED', detail);
    }
  });
  // No table is lower than the cap.
  const cap = checkPreprocessedCap(system, readMember(key, 'cap'), 2 ** system.parameters.capHeight);
  return { cap, tables };
}
