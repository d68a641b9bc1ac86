export type { LogicalOp } from './datum.js';
export { describeDeviceEvent, describeDispatchEvent } from './describe-event.js';
export { Dispatcher, type DispatchOptions } from './dispatcher.js';
export { DryRun } from './dry-run.js';
export { isFault } from './faults.js';
export type { DispatchEvent, OpSample, StageRecord } from './events.js';
export {
  Fleet,
  lastingMember,
  supervisedMember,
  supports,
  type FleetMember,
  type MemberStatus,
} from './fleet.js';
export { Journal, type DispatchListener, type WorkLabel } from './journal.js';
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
