export type { PreprocessedKey } from '../proof/index.js';
export type { HashMeter } from './hash-meter.js';
export {
  verifyOpenings,
  type CommitmentRound,
  type OpenedMatrix,
  type PcsContext,
  type PointOpening,
} from './pcs.js';
export { ObservedChallenger, type TranscriptEvent, type TranscriptObserver } from './transcript.js';
export { verifyUniStark, type Statement } from './uni-stark.js';
export { CHECKS, VerificationError, type Check, type VerificationCheck } from './verification-error.js';
export { verifyStark, type StarkVerification, type VerificationResult } from './verify-stark.js';
