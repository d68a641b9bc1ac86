export type { LogicalOp } from './datum.js';
export { Dispatcher, type DispatchOptions } from './dispatcher.js';
export { DryRun } from './dry-run.js';
export type { DispatchEvent, OpSample, StageRecord } from './events.js';
export { Fleet, lastingMember, supervisedMember, type FleetMember, supports } from './fleet.js';
export { Journal, type DispatchListener } from './journal.js';
export { openFleet, type FleetRequest, type OpenFleet } from './open-fleet.js';
export { opCost, type OpCost } from './op-cost.js';
export {
  hostIdentity,
  loadProfile,
  profilePath,
  readProfiles,
  saveProfile,
  type LoadedProfile,
} from './profile-file.js';
export { stageKey } from './stage-graph.js';
export type { StageRunner } from './stage-runner.js';
export { ShardScheduler, type LaneSpec, type Shard, type Suspect } from './shard-scheduler.js';
