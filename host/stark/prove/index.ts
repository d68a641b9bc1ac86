export {
  commitBatchPreprocessed,
  preprocessedBatchKey,
  type BatchPreprocessed,
} from './batch-preprocessed.js';
export { preprocessedKey, type Commitment } from './commitment.js';
export { proveBatch, type BatchTable, type ProveBatchRequest } from './prove-batch.js';
export { commitPreprocessed, proveStark, type ProveRequest } from './prove-stark.js';
