/** The thread that {@link verifyInWorker} starts: one request, one verdict. */
import { parentPort, workerData } from 'node:worker_threads';
import type { HashSet, MerkleHash } from '../../field/index.js';
import { standardBatch, standardChip } from '../chips/index.js';
import { proofSystem, type ProofSystem } from '../proof/index.js';
import { bindStatement, verifyBatch, verifyStark } from '../verify/index.js';
import { standardBatchClaim } from './standard-batch-claim.js';
import type {
  BatchWorkerRequest,
  TableWorkerRequest,
  WorkerRequest,
  WorkerVerdict,
} from './verify-in-worker.js';

const request = workerData as WorkerRequest;
const system = proofSystem(request.parameters);
const accelerator = request.native ? await nativeAccelerator(system.hashes) : undefined;
const verify = 'batch' in request ? batchVerification(system, request) : tableVerification(system, request);
const started = performance.now();
const result = verify();
const verdict: WorkerVerdict = { result, seconds: (performance.now() - started) / 1e3 };
parentPort!.postMessage(verdict);

/** Everything up to the verification itself. */
function tableVerification(
  { field }: ProofSystem,
  { chip, parameters, proof, publicValues }: TableWorkerRequest,
): () => WorkerVerdict['result'] {
  const air = standardChip(chip, field);
  if (!air) throw new Error(`there is no standard chip ${chip}`);
  return () => verifyStark({ air, parameters, proof, publicValues, accelerator });
}

/** The same of a batch, whose transcript starts from its statement. */
function batchVerification(
  { field, hashes }: ProofSystem,
  { batch: name, shapeId, parameters, proof, publicValues }: BatchWorkerRequest,
): () => WorkerVerdict['result'] {
  const batch = standardBatch(name, field);
  if (!batch) throw new Error(`there is no standard batch ${name}`);
  const { preprocessed, digest } = standardBatchClaim(batch, parameters, shapeId);
  const challenger = hashes.newChallenger();
  bindStatement(challenger, system, digest);
  const shape = batch.shapes[shapeId];
  const claim = { airs: batch.chips, parameters, publicValues, preprocessed, shape, challenger };
  return () => verifyBatch({ ...claim, proof, accelerator });
}

/** Loads native code only here, where it was asked for. */
async function nativeAccelerator(hashes: HashSet): Promise<MerkleHash> {
  const { nativeMerkleHash } = await import('../../runtime/index.js');
  return nativeMerkleHash(hashes);
}
