/** The verifier: plain TypeScript that runs in a browser, with the types of what it reads. */
export { verifyBatchStark, type BatchStatement } from './batch-stark.js';
export type { PreprocessedBatchKey, PreprocessedKey, PreprocessedTable } from '../proof/index.js';
export { boundBatchStatement, preprocessedKeyDigest, type BoundBatch } from './bound-batch.js';
export type { HashMeter } from './hash-meter.js';
export type { VerificationOptions } from './options.js';
export {
  verifyOpenings,
  type CommitmentRound,
  type OpenedMatrix,
  type PcsContext,
  type PointOpening,
} from './pcs.js';
export { commitPreprocessedColumns, type PreprocessedColumns } from './preprocessed-columns.js';
export { ObservedChallenger, type TranscriptEvent, type TranscriptObserver } from './transcript.js';
export { verifyUniStark, type Statement } from './uni-stark.js';
export { CHECKS, VerificationError, type Check, type VerificationCheck } from './verification-error.js';
export type { Refusal } from './verdict.js';
export { verifyBatch, type BatchVerification, type BatchVerificationResult } from './verify-batch.js';
export { verifyStark, type StarkVerification, type VerificationResult } from './verify-stark.js';
export type { ConstraintPoint, LookupPoint, LookupShape, VerifiableAir } from '../air/index.js';
export {
  bindStatement,
  decodeProofFile,
  encodeStatement,
  ParametersError,
  parseP3BatchJson,
  parseP3Json,
  presetNameOf,
  PRESETS,
  ProofError,
  proofSystem,
  statementDigest,
  StatementError,
  type BatchOpenedValues,
  type BatchProof,
  type BatchProofFile,
  type BoundStatement,
  type P3BatchStatement,
  type PresetName,
  type ProofFile,
  type ProofSystem,
  type ShapeTable,
  type StarkParameters,
  type StarkProof,
  type TableProofFile,
} from '../proof/index.js';
export {
  batchTables,
  checkSecurity,
  DEFAULT_MIN_BITS,
  describeSecurity,
  securityOf,
  singleTable,
  type SecurityReport,
  type SecurityStatement,
  type SecurityVerdict,
  type TableSize,
} from '../security/index.js';
