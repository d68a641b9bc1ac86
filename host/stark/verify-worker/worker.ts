/** The thread that {@link verifyInWorker} starts: one request, one verdict. */
import { parentPort, workerData } from 'node:worker_threads';
import { standardChip } from '../chips/index.js';
import { proofSystem } from '../proof/index.js';
import { verifyStark } from '../verify/index.js';
import type { WorkerRequest, WorkerVerdict } from './verify-in-worker.js';

const { chip, parameters, proof, publicValues } = workerData as WorkerRequest;
const air = standardChip(chip, proofSystem(parameters).field);
if (!air) throw new Error(`there is no standard chip ${chip}`);
const started = performance.now();
const result = verifyStark({ air, parameters, proof, publicValues });
const verdict: WorkerVerdict = { result, seconds: (performance.now() - started) / 1e3 };
parentPort!.postMessage(verdict);
