export { ByteReader } from './byte-reader.js';
export { ByteWriter } from './byte-writer.js';
export { decodeBatchProof, encodeBatchProof, measureBatchProof } from './batch-postcard.js';
export type { BatchOpenedValues, BatchProof } from './batch-proof.js';
export { readParameters, writeParameters } from './parameters-bytes.js';
export {
  batchShape,
  MAX_TABLES,
  type BatchShape,
  type BatchTableLayout,
  type BatchTableShape,
} from './batch-shape.js';
export {
  bindStatement,
  boundDigest,
  boundDigestWords,
  encodeStatement,
  statementDigest,
  type BoundStatement,
  type ShapeTable,
} from './bound-statement.js';
export {
  capSize,
  friShape,
  greatest,
  maxSiblingCount,
  type CodewordMatrix,
  type FriShape,
} from './fri-shape.js';
export { copyBatchProof, copyStarkProof } from './object.js';
export { fromP3Config, toP3Config, type P3Config } from './p3-config.js';
export {
  batchProofFromP3Json,
  batchProofToP3Json,
  parseP3BatchJson,
  readP3BatchDocument,
  toP3BatchDocument,
  type P3BatchDocument,
  type P3BatchStatement,
} from './p3-batch-json.js';
export { digestToP3Json } from './p3-dialect.js';
export {
  parseP3Json,
  proofFromP3Json,
  proofToP3Json,
  readP3Document,
  toP3Document,
  type P3Document,
  type P3Statement,
} from './p3-json.js';
export { ParametersError, type ParametersErrorCode } from './parameters-error.js';
export { proofSystem, type ProofSystem, type StarkParameters } from './parameters.js';
export { decodeStarkProof, encodeStarkProof, measureStarkProof } from './postcard.js';
export type { PartSize } from './postcard-parts.js';
export type { PreprocessedBatchKey, PreprocessedKey, PreprocessedTable } from './preprocessed-key.js';
export { presetNameOf, PRESETS, type PresetName } from './presets.js';
export { FORM_CHECKS, ProofError, type ProofErrorCode } from './proof-error.js';
export {
  decodeProofFile,
  encodeProofFile,
  isProofFile,
  PROOF_FORMAT_VERSION,
  type BatchProofFile,
  type ProofFile,
  type TableProofFile,
} from './proof-file.js';
export { readFriProof } from './read-proof.js';
export type { Cap, CommitPhaseOpening, FriProof, OpenedValues, StarkProof } from './stark-proof.js';
export {
  logQuotientChunks,
  maxDegreeBits,
  starkShape,
  type StarkShape,
  type TableLayout,
} from './stark-shape.js';
export { StatementError, type StatementErrorCode } from './statement-error.js';
export { arrayLength, asRecord, copyItems, readMember } from './untrusted.js';
