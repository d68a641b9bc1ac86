export {
  commitBatchPreprocessed,
  freeBatchPreprocessed,
  preprocessedBatchKey,
  type BatchPreprocessed,
} from './batch-preprocessed.js';
export { boundTranscript } from './bound-transcript.js';
export { preprocessedKey, type Commitment } from './commitment.js';
export { proveBatch, type BatchTable, type ProveBatchRequest } from './prove-batch.js';
export { commitPreprocessed, proveStark, type ProveRequest } from './prove-stark.js';
