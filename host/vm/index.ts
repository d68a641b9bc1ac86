export { execute, type ExecuteOptions, type MemoryRange } from './execute.js';
export {
  requireSuccess,
  type Execution,
  type Faulted,
  type FoldedStack,
  type Halted,
  type Limited,
} from './execution.js';
export { MACHINE_CHIPS } from './machine.js';
export { parseSp1Stdin } from './sp1-stdin.js';
export { decodeRunProof, encodeRunProof, isRunProof, type RunProof } from './run-proof.js';
export { runSecurity } from './run-security.js';
export { SHAPES, type ShardShape } from './shapes.js';
export { shardEnds, type ShardEnds, type ShardProof } from './shard-proof.js';
export {
  decodeVerifyingKey,
  encodeVerifyingKey,
  verifyingKeyDigest,
  verifyingKeyOf,
  type VerifyingKey,
} from './verifying-key.js';
export { VerifierThread, verifyRunInWorker, verifyShardInWorker } from './verify-worker/index.js';
export { RUN_CHECKS, verifyRun, type RunCheck, type RunVerificationResult } from './verify/verify-run.js';
export { verifyShard } from './verify/verify-shard.js';
export { cellsPerRow, shapeCells, type ChipRows } from './prove/choose-shape.js';
export { commitFixedTables } from './prove/fixed-tables.js';
export { proveRun, type ProvenRun, type ProveRunRequest, type ShardReport } from './prove/prove-run.js';
export { proveShard } from './prove/prove-shard.js';
export { WorkFolder } from './prove/work-folder.js';
