export { verifyInWorker, type WorkerRequest, type WorkerVerdict } from './verify-in-worker.js';
