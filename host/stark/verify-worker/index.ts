export { standardBatchClaim, type StandardBatchClaim } from './standard-batch-claim.js';
export {
  verifyInWorker,
  type BatchWorkerRequest,
  type TableWorkerRequest,
  type WorkerRequest,
  type WorkerVerdict,
} from './verify-in-worker.js';
