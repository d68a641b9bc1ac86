export { Dispatcher, type StageRecord } from './dispatcher.js';
export { ShardScheduler, type LaneSpec, type Shard, type Suspect } from './shard-scheduler.js';
