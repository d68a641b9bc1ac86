export { preprocessedKey, type Commitment } from './commitment.js';
export { commitPreprocessed, proveStark, type ProveRequest } from './prove-stark.js';
