export { execute, type ExecuteOptions, type MemoryRange } from './execute.js';
export {
  requireSuccess,
  type Execution,
  type Faulted,
  type FoldedStack,
  type Halted,
  type Limited,
} from './execution.js';
export { parseSp1Stdin } from './sp1-stdin.js';
export * from './verify/index.js';
export { VerifierThread, verifyRunInWorker, verifyShardInWorker } from './verify-worker/index.js';
export { cellsPerRow, shapeCells, type ChipRows } from './prove/choose-shape.js';
export { FleetPool, lanePerMember, type FleetPoolOptions, type ProofLane } from './prove/fleet-pool.js';
export { sampleProgram } from './calibrate/sample-program.js';
export { calibrate, type CalibrateRequest } from './calibrate/calibrate.js';
export { hostSamples, hostWork, runOverhead } from './prove/host-costs.js';
export { HOST_STAGES } from './prove/host-stage.js';
export {
  lanesOf,
  planRun,
  type PlannedDevice,
  type PlannedRun,
  type PlanRunRequest,
} from './prove/plan-run.js';
export { predictShapes, scoutRun, type CutChoice, type ScoutedRun } from './prove/scout-run.js';
export { commitFixedTables } from './prove/fixed-tables.js';
export {
  proveRun,
  type ProvenRun,
  type ProveRunRequest,
  type ScoutReport,
  type ShardReport,
} from './prove/prove-run.js';
export { proveShard } from './prove/prove-shard.js';
export { shardGraph } from './prove/shard-graph.js';
export { Slots } from './prove/slots.js';
export type { LaneOrder, LanePolicy, LaneState } from './prove/lane-policy.js';
export { SharedPool, type SharingRun } from './prove/shared-pool.js';
export { decodeKeptShard, encodeKeptShard, type KeptClaim, type ShardKeeper } from './prove/shard-keeper.js';
export { SoloPool, type LaneRequest, type ShardLane, type ShardPool } from './prove/shard-pool.js';
export { WorkFolder } from './prove/work-folder.js';
