export {
  capSize,
  friShape,
  greatest,
  maxSiblingCount,
  type CodewordMatrix,
  type FriShape,
} from './fri-shape.js';
export { copyStarkProof } from './object.js';
export { fromP3Config, toP3Config, type P3Config } from './p3-config.js';
export {
  digestToP3Json,
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
export { decodeStarkProof, encodeStarkProof, measureStarkProof, type PartSize } from './postcard.js';
export type { PreprocessedKey } from './preprocessed-key.js';
export { presetNameOf, PRESETS, type PresetName } from './presets.js';
export { FORM_CHECKS, ProofError, type ProofErrorCode } from './proof-error.js';
export { decodeProofFile, encodeProofFile, isProofFile, type ProofFile } from './proof-file.js';
export { readFriProof } from './read-proof.js';
export type { Cap, CommitPhaseOpening, FriProof, OpenedValues, StarkProof } from './stark-proof.js';
export {
  logQuotientChunks,
  maxDegreeBits,
  starkShape,
  type StarkShape,
  type TableLayout,
} from './stark-shape.js';
export { arrayLength, asRecord, copyItems, readMember } from './untrusted.js';
