/** The thread that {@link verifyInWorker} starts: one request, one verdict. */
import { parentPort, workerData } from 'node:worker_threads';
import type { HashSet, MerkleHash } from '../../field/index.js';
import { standardChip } from '../chips/index.js';
import { proofSystem } from '../proof/index.js';
import { verifyStark } from '../verify/index.js';
import type { WorkerRequest, WorkerVerdict } from './verify-in-worker.js';

const { chip, parameters, proof, publicValues, native } = workerData as WorkerRequest;
const { field, hashes } = proofSystem(parameters);
const air = standardChip(chip, field);
if (!air) throw new Error(`there is no standard chip ${chip}`);
const accelerator = native ? await nativeAccelerator(hashes) : undefined;
const started = performance.now();
const result = verifyStark({ air, parameters, proof, publicValues, accelerator });
const verdict: WorkerVerdict = { result, seconds: (performance.now() - started) / 1e3 };
parentPort!.postMessage(verdict);

/** Loads native code only here, where it was asked for. */
async function nativeAccelerator(hashes: HashSet): Promise<MerkleHash> {
  const { nativeMerkleHash } = await import('../../runtime/index.js');
  return nativeMerkleHash(hashes);
}
